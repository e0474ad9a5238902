package io.varve.ingest.hot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    /** The bytes of the batch as it is stored: one excerpt, docs/format-hot.md. */
    public byte[] encoded() {
        int length = Math.toIntExact(encodedBytes());
        byte[] bytes = new byte[length];
        BatchFormat.encode(this, length, bytes);
        return bytes;
    }

    /**
     * The batch in the excerpt at the buffer's position, which moves behind it.
     *
     * @throws HotLogException if there is no whole excerpt
     */
    public static HotBatch decode(ByteBuffer buffer) {
        int length = buffer.remaining() < BatchFormat.MIN_BYTES
                ? 0
                : buffer.getInt(buffer.position() + BatchFormat.LENGTH_OFFSET);
        if (length < BatchFormat.MIN_BYTES || length > buffer.remaining()) {
            throw new HotLogException("no whole batch where one of " + length + " bytes begins");
        }
        ByteBuffer excerpt = buffer.slice(buffer.position(), length);
        String fault = BatchFormat.fault(excerpt);
        if (fault != null) {
            throw new HotLogException("a batch is damaged: " + fault);
        }
        buffer.position(buffer.position() + length);
        BatchReader reader = new BatchReader(excerpt);
        List<HotEvent> events = new ArrayList<>();
        while (reader.next()) {
            events.add(new HotEvent(reader.version(), reader.content()));
        }
        return new HotBatch(reader.firstPosition(), reader.recordedAtMicros(), reader.progress(), events);
    }

    /** The batch without the events before the position; itself if there are none. */
    public HotBatch from(long position) {
        return position <= firstPosition
                ? this
                : new HotBatch(
                        position,
                        recordedAtMicros,
                        progress,
                        events.subList(Math.toIntExact(position - firstPosition), events.size()));
    }

    /** The bytes the batch takes as it is stored; {@link HotLog#MAX_BATCH_BYTES} at most can be appended. */
    public long encodedBytes() {
        return BatchFormat.encodedBytes(this);
    }
}
