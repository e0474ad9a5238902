package io.varve.ingest.append;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The real clock, as long as it goes as fast as a clock that never steps. Log time never goes back, so a moment in
 * which the real clock says next year would make every later event next year's, and make every partition old enough to
 * move. A clock that has departed is not believed until it has come back, or the process was started anew, by which an
 * operator accepts it. Thread-safe.
 */
public final class SteadyClock implements InstantSource {

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Duration tolerance;
    private final Instant startInstant;
    private final long startNanos;

    /**
     * Believes the clock as it is now.
     *
     * @param nanoTime a clock that never steps, in nanoseconds, such as {@link System#nanoTime}
     * @param tolerance how far the two may be apart
     */
    public SteadyClock(InstantSource clock, LongSupplier nanoTime, Duration tolerance) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.tolerance = tolerance;
        this.startInstant = clock.instant();
        this.startNanos = nanoTime.getAsLong();
    }

    /** @throws ClockDepartedException if the clock has departed */
    @Override
    public Instant instant() {
        Instant now = clock.instant();
        Instant expected = startInstant.plusNanos(nanoTime.getAsLong() - startNanos);
        if (Duration.between(expected, now).abs().compareTo(tolerance) > 0) {
            throw new ClockDepartedException(now, expected);
        }
        return now;
    }
}
