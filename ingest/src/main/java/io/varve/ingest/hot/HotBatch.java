package io.varve.ingest.hot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that enter the log together: after a crash either all of them are there or none.
 *
 * @param firstPosition position of the first event; the others follow densely
 * @param recordedAtMicros log time of all of them, microseconds since 1970-01-01T00:00:00Z
 * @param progress how far their source is read, in the source's own form; null if it keeps none
 * @param events one at least, in position order
 */
public record HotBatch(
        long firstPosition,
        long recordedAtMicros,
        @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] progress,
        List<HotEvent> events) {

    // written out: the compiler does not carry @Nullable over to the parameters of a compact constructor
    public HotBatch(long firstPosition, long recordedAtMicros, byte @Nullable [] progress, List<HotEvent> events) {
        if (firstPosition < 0) {
            throw new IllegalArgumentException("firstPosition " + firstPosition + " must not be negative");
        }
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a batch without events");
        }
        this.firstPosition = firstPosition;
        this.recordedAtMicros = recordedAtMicros;
        this.progress = progress;
        this.events = List.copyOf(events);
    }

    /** The position after the last event. */
    public long endPosition() {
        return firstPosition + events.size();
    }

    /** The bytes the batch takes as it is stored; {@link HotLog#MAX_BATCH_BYTES} at most can be appended. */
    public long encodedBytes() {
        return BatchFormat.encodedBytes(this);
    }
}
