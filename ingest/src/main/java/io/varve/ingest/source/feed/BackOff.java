package io.varve.ingest.source.feed;

import java.time.Duration;

/** How long to wait before the next try: twice as long after each failure, up to a bound. For one thread. */
final class BackOff {

    private final Duration first;
    private final Duration most;
    private Duration next;

    BackOff(Duration first, Duration most) {
        this.first = first;
        this.most = most;
        this.next = first;
    }

    Duration afterFailure() {
        Duration wait = next;
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(most) > 0 ? most : twice;
        return wait;
    }

    void afterSuccess() {
        next = first;
    }
}
