package io.varve.query.simulation;

import io.varve.ingest.append.FakeClock;
import io.varve.ingest.append.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A wall clock that may be wrong, and one that never steps. */
final class SimulatedClock {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final FakeClock wall = new FakeClock("2030-01-01T00:00:00Z");
    private final AtomicLong monotonic = new AtomicLong();

    Instant now() {
        return wall.instant();
    }

    InstantSource wall() {
        return wall;
    }

    long nanoTime() {
        return monotonic.get();
    }

    /** What a process that starts now believes. */
    InstantSource believed() {
        return new SteadyClock(wall, monotonic::get, TOLERANCE);
    }

    void pass(Duration time) {
        wall.advance(time);
        monotonic.addAndGet(time.toNanos());
    }

    /** The wall clock alone goes forward, or back. */
    void step(Duration time) {
        wall.advance(time);
    }

    /** The wall clock stands still for so long. */
    void freeze(Duration time) {
        monotonic.addAndGet(time.toNanos());
    }
}
