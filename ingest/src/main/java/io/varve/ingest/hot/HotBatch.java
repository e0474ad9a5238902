package io.varve.ingest.hot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are stored as one excerpt: all of them or none.
 *
 * @param firstPosition position of the first; the others follow densely
 * @param recordedAtMicros log time of all of them, microseconds since 1970-01-01T00:00:00Z
 * @param progress how far a source has been read with them; null if they come from none
 * @param events one or more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HotBatch(long firstPosition, long recordedAtMicros, byte @Nullable [] progress, List<HotEvent> events) {

    public HotBatch {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one event");
        }
    }

    /** A batch that comes from no source whose progress is kept. */
    public static HotBatch of(long firstPosition, long recordedAtMicros, List<HotEvent> events) {
        return new HotBatch(firstPosition, recordedAtMicros, null, events);
    }

    /** Size of the excerpt. */
    public long encodedBytes() {
        return ExcerptCodec.encodedBytes(this);
    }
}
