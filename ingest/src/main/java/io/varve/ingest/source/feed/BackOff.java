package io.varve.ingest.source.feed;

import java.time.Duration;

/** How long to wait before the next try: twice as long after each failure, up to a bound. For one thread. */
public final class BackOff {

    private final Duration first;
    private final Duration most;
    private Duration next;

    /**
     * @param first the wait after the first failure
     * @param most no wait is longer
     */
    public BackOff(Duration first, Duration most) {
        this.first = first;
        this.most = most;
        this.next = first;
    }

    /** How long to wait now. */
    public Duration afterFailure() {
        Duration wait = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(most) > 0 ? most : twice;
        return wait;
    }

    /** The next failure is a first one again. */
    public void afterSuccess() {
        next = first;
    }
}
