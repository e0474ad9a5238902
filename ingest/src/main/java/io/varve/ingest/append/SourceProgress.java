package io.varve.ingest.append;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How far a source has been read, stored in the same excerpt as the events read: so both are there or neither.
 *
 * @param source name of the source
 * @param value the source's own bytes; the first tells their kind: 1 and 2 are backfills', which have the log for
 *     themselves as long as they say that more follows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SourceProgress(String source, byte[] value) {

    /** The bytes kept in the log: length of the name in UTF-8 (4 bytes, big-endian), name, value. */
    public byte[] encode() {
        byte[] name = source.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + name.length + value.length)
                .putInt(name.length)
                .put(name)
                .put(value)
                .array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if the bytes are anything else
     */
    public static SourceProgress decode(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int nameBytes = buffer.getInt();
            if (nameBytes < 0 || nameBytes > buffer.remaining()) {
                throw new IllegalArgumentException("progress names a source of " + nameBytes + " bytes");
            }
            byte[] name = new byte[nameBytes];
            buffer.get(name);
            byte[] value = new byte[buffer.remaining()];
            buffer.get(value);
            SourceProgress progress = new SourceProgress(new String(name, StandardCharsets.UTF_8), value);
            if (!Arrays.equals(progress.encode(), bytes)) {
                throw new IllegalArgumentException("progress names a source in bytes that are not UTF-8");
            }
            return progress;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("progress of " + bytes.length + " bytes is too short", e);
        }
    }
}
