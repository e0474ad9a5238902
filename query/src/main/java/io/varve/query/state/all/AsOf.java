package io.varve.query.state.all;

import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.TimeBasis;

/**
 * The moment that is asked about.
 *
 * @param basis by log time: what was known then; by business time: what had happened then, so that events of a later
 *     time, or of none, are left out
 * @param micros the moment, inclusive, in microseconds since 1970-01-01T00:00:00Z
 */
public record AsOf(TimeBasis basis, long micros) {

    private static final AsOf NOW = new AsOf(TimeBasis.RECORDED, Long.MAX_VALUE);

    /** All that is durable when the question is asked. */
    public static AsOf now() {
        return NOW;
    }

    /** Whether an event that is recorded at this log time may be folded, and any after it. */
    boolean reaches(long recordedAtMicros) {
        return basis == TimeBasis.BUSINESS || recordedAtMicros <= micros;
    }

    /** Whether the event is folded. */
    boolean includes(RecordedEvent recorded) {
        if (basis == TimeBasis.RECORDED) {
            return recorded.recordedAtMicros() <= micros;
        }
        EventTime time = recorded.event().time();
        return time != null && time.micros() <= micros;
    }
}
