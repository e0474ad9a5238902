package io.varve.ingest.hot;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;

/** How much log time, in UTC, one file of the hot tier spans. */
public enum CycleLength {
    HOUR(TimeUnit.HOURS.toMicros(1)),
    DAY(TimeUnit.DAYS.toMicros(1));

    private final long micros;

    CycleLength(long micros) {
        this.micros = micros;
    }

    RollCycle rollCycle() {
        return this == HOUR ? RollCycles.FAST_HOURLY : RollCycles.FAST_DAILY;
    }

    int cycleOf(long recordedAtMicros) {
        return Math.toIntExact(Math.floorDiv(recordedAtMicros, micros));
    }

    long startMicros(int cycle) {
        return cycle * micros;
    }
}
