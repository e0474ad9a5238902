package io.varve.query.snapshot;

import java.time.Duration;

/** Whether a snapshot is worth taking: a pure function of what has come since the one before. */
@FunctionalInterface
public interface SnapshotPolicy {

    /** Whether one is due. */
    boolean isDue(Since since);

    /** Due as soon as either is. */
    default SnapshotPolicy or(SnapshotPolicy other) {
        return since -> isDue(since) || other.isDue(since);
    }

    /** Never due. */
    static SnapshotPolicy never() {
        return since -> false;
    }

    /** Due after this many events, at least 1. */
    static SnapshotPolicy everyEvents(long events) {
        if (events < 1) {
            throw new IllegalArgumentException("a snapshot every " + events + " events, must be at least 1");
        }
        return since -> since.events() >= events;
    }

    /** Due when this much log time has passed, and there were events; positive. */
    static SnapshotPolicy every(Duration logTime) {
        if (logTime.isNegative() || logTime.isZero()) {
            throw new IllegalArgumentException("a snapshot every " + logTime + ", must be positive");
        }
        // in microseconds there are 292,000 years, which a duration can be longer than
        long micros = logTime.getSeconds() < Long.MAX_VALUE / 1_000_000
                ? logTime.getSeconds() * 1_000_000 + logTime.getNano() / 1_000
                : Long.MAX_VALUE;
        return since -> since.events() > 0 && since.elapsedMicros() >= micros;
    }

    /** Due when the state, as it is stored, has grown or shrunk by this factor, more than 1. */
    static SnapshotPolicy growth(double factor) {
        if (!(factor > 1)) {
            throw new IllegalArgumentException("a snapshot at growth by " + factor + ", must be more than 1");
        }
        return since -> since.events() > 0
                && (since.bytesNow() >= since.bytesBefore() * factor
                        || since.bytesNow() * factor <= since.bytesBefore());
    }

    /**
     * What has come since the last snapshot, or since the beginning if there was none.
     *
     * @param events events folded
     * @param elapsedMicros log time between the last event folded then and now, in microseconds; since the first event,
     *     if there was no snapshot
     * @param bytesBefore size of the state then, as it is stored; of the initial state, if there was no snapshot
     * @param bytesNow size of the state now
     */
    record Since(long events, long elapsedMicros, long bytesBefore, long bytesNow) {}
}
