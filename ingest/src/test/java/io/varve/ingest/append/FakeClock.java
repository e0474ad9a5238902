package io.varve.ingest.append;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. Thread-safe. */
public final class FakeClock implements InstantSource {

    private volatile Instant now;

    public FakeClock(String now) {
        this.now = Instant.parse(now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void set(String instant) {
        now = Instant.parse(instant);
    }

    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }
}
