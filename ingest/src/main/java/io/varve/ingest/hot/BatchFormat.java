package io.varve.ingest.hot;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one excerpt, version 1; docs/format.md, "Hot log", is its spec. Numbers are big-endian, lengths and
 * versions LEB128.
 *
 * <pre>
 *  0  u8   format version, 1
 *  1  i32  length of the excerpt in bytes, all of it
 *  5  i64  first position
 * 13  i64  recordedAt, microseconds
 * 21  i32  number of events
 * 25       progress: 0 if absent, else its length + 1 and its bytes
 *          for each event: version, length of the content, content
 * -4  u32  CRC32C of all bytes before
 * </pre>
 */
final class BatchFormat {

    static final int VERSION = 1;
    static final int HEADER_BYTES = 25;
    static final int CRC_BYTES = 4;
    /** The smallest excerpt: no progress, one event without content. */
    static final int MIN_BYTES = HEADER_BYTES + 1 + 2 + CRC_BYTES;

    static final int LENGTH_OFFSET = 1;
    static final int FIRST_POSITION_OFFSET = 5;
    static final int RECORDED_AT_OFFSET = 13;
    static final int COUNT_OFFSET = 21;

    private BatchFormat() {}

    static long encodedBytes(HotBatch batch) {
        byte @Nullable [] progress = batch.progress();
        long bytes = HEADER_BYTES + CRC_BYTES;
        bytes += progress == null ? 1L : (long) Leb128.bytes(progress.length + 1L) + progress.length;
        for (HotEvent event : batch.events()) {
            int length = event.content().length;
            bytes += (long) Leb128.bytes(event.version()) + Leb128.bytes(length) + length;
        }
        return bytes;
    }

    /** Writes the batch, {@code length} = {@link #encodedBytes} bytes long, to the beginning of the target. */
    static void encode(HotBatch batch, int length, byte[] target) {
        ByteBuffer header = ByteBuffer.wrap(target);
        header.put((byte) VERSION);
        header.putInt(length);
        header.putLong(batch.firstPosition());
        header.putLong(batch.recordedAtMicros());
        header.putInt(batch.events().size());
        int at = HEADER_BYTES;
        byte @Nullable [] progress = batch.progress();
        if (progress == null) {
            target[at++] = 0;
        } else {
            at = Leb128.put(target, at, progress.length + 1L);
            System.arraycopy(progress, 0, target, at, progress.length);
            at += progress.length;
        }
        for (HotEvent event : batch.events()) {
            byte[] content = event.content();
            at = Leb128.put(target, at, event.version());
            at = Leb128.put(target, at, content.length);
            System.arraycopy(content, 0, target, at, content.length);
            at += content.length;
        }
        CRC32C crc = new CRC32C();
        crc.update(target, 0, at);
        header.putInt(at, (int) crc.getValue());
    }

    /**
     * What is wrong with the excerpt that fills the buffer from position to limit; null if it is whole, in which case
     * it is exactly what {@link #encode} wrote.
     */
    static @Nullable String fault(ByteBuffer excerpt) {
        int start = excerpt.position();
        int length = excerpt.remaining();
        if (length < MIN_BYTES) {
            return "only " + length + " bytes";
        }
        if (excerpt.get(start) != VERSION) {
            return "format version " + (excerpt.get(start) & 0xFF) + " is not known";
        }
        if (excerpt.getInt(start + LENGTH_OFFSET) != length) {
            return "states " + excerpt.getInt(start + LENGTH_OFFSET) + " bytes, has " + length;
        }
        CRC32C crc = new CRC32C();
        crc.update(excerpt.duplicate().limit(start + length - CRC_BYTES));
        int stated = excerpt.getInt(start + length - CRC_BYTES);
        if (stated != (int) crc.getValue()) {
            return "checksum differs";
        }
        long first = excerpt.getLong(start + FIRST_POSITION_OFFSET);
        int count = excerpt.getInt(start + COUNT_OFFSET);
        if (count < 1) {
            return "holds no event";
        }
        if (first < 0 || first > Long.MAX_VALUE - count) {
            return count + " events from position " + first + " on cannot be";
        }
        return innerFault(excerpt.slice(start + HEADER_BYTES, length - HEADER_BYTES - CRC_BYTES), count);
    }

    /** What is wrong with the lengths inside: a right checksum only says that nobody changed them since. */
    private static @Nullable String innerFault(ByteBuffer inside, int count) {
        try {
            if (!skip(inside, Math.max(0, Leb128.read(inside) - 1))) {
                return "progress goes past its end";
            }
            for (int event = 0; event < count; event++) {
                Leb128.read(inside);
                if (!skip(inside, Leb128.read(inside))) {
                    return "event " + event + " goes past its end";
                }
            }
            return inside.hasRemaining() ? inside.remaining() + " bytes follow its last event" : null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return "states " + count + " events, holds less or no numbers";
        }
    }

    private static boolean skip(ByteBuffer in, long bytes) {
        if (bytes > in.remaining()) {
            return false;
        }
        in.position(in.position() + (int) bytes);
        return true;
    }
}
