package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;

/**
 * What the index keeps of an event in the hot tier.
 *
 * @param position position in the log, from 0
 * @param version version in the aggregate, from 0
 * @param recordedAtMicros log time in microseconds since 1970-01-01T00:00:00Z
 * @param idKey {@link io.varve.ingest.event.EventCodec#idKey}
 * @param contentHash {@link io.varve.ingest.event.EventCodec#contentHash}
 */
public record IndexedEvent(
        AggregateId aggregate, long position, long version, long recordedAtMicros, Hash128 idKey, Hash128 contentHash) {

    public IndexedEvent {
        if (position < 0 || version < 0) {
            throw new IllegalArgumentException("position " + position + " and version " + version + " of aggregate '"
                    + aggregate + "' must not be negative");
        }
    }
}
