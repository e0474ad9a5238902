package io.varve.query.state.all;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the events that all threads have read, and tells them to stop: by word, since an interrupt would close the
 * files that others read too. Thread-safe.
 */
final class Counter {

    private final LongAdder read = new LongAdder();
    private volatile boolean stopped;

    void add(long events) {
        read.add(events);
    }

    long sum() {
        return read.sum();
    }

    void stop() {
        stopped = true;
    }

    /** @throws CancellationException if the reading has been stopped */
    void check() {
        if (stopped) {
            throw new CancellationException("stopped");
        }
    }
}
