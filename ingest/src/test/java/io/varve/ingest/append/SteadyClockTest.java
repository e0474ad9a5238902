package io.varve.ingest.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private final FakeClock real = new FakeClock("2026-04-06T00:00:00Z");
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SteadyClock clock = new SteadyClock(real, nanos::get, Duration.ofMinutes(5));

    @Test
    void goesOnWithTheRealClock() {
        pass(Duration.ofDays(400));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2027-05-11T00:00:00Z"));
    }

    @Test
    void correctionsOfUpToTheToleranceAreTaken() {
        pass(Duration.ofHours(1));
        real.advance(Duration.ofMinutes(5));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-04-06T01:05:00Z"));
        real.advance(Duration.ofMinutes(-10));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-04-06T00:55:00Z"));
    }

    @Test
    void aClockThatStepsIsNotBelievedUntilItIsBack() {
        for (Duration step : new Duration[] {Duration.ofDays(365), Duration.ofMinutes(-6)}) {
            real.advance(step);
            assertThatThrownBy(clock::instant)
                    .isInstanceOf(ClockDepartedException.class)
                    .hasMessageContaining("by the time that has passed it must be 2026-04-06T00:00:00Z")
                    .hasMessageContaining("or start Varve anew to accept it");
            real.advance(step.negated());
            assertThat(clock.instant()).isEqualTo(Instant.parse("2026-04-06T00:00:00Z"));
        }
    }

    @Test
    void aClockThatStandsStillIsNotBelieved() {
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThatThrownBy(clock::instant).isInstanceOf(ClockDepartedException.class);
    }

    private void pass(Duration time) {
        real.advance(time);
        nanos.addAndGet(time.toNanos());
    }
}
