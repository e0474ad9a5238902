package io.varve.ingest.event;

import java.time.Instant;

/**
 * An event with its place in the log.
 *
 * @param position dense number of the event in its log, from 0, the same in every tier
 * @param version dense number of the event in its aggregate, from 0
 * @param recordedAtMicros log time in microseconds since 1970-01-01T00:00:00Z; never decreases along position
 * @param event what the producer stated
 */
public record RecordedEvent(long position, long version, long recordedAtMicros, Event event) {

    public Instant recordedAt() {
        return Micros.instant(recordedAtMicros);
    }
}
