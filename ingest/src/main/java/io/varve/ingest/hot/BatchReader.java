package io.varve.ingest.hot;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the events of one excerpt that was found whole. Reads the excerpt's memory, which must not change meanwhile.
 */
final class BatchReader {

    private final ByteBuffer excerpt;
    private final long firstPosition;
    private final long recordedAtMicros;
    private final int count;
    private final int progressOffset;
    private final int progressLength;

    private int index = -1;
    private long version;
    private int contentOffset;
    private int contentLength;

    /** @param excerpt fills the buffer from 0 to its limit, and {@link BatchFormat#fault} found no fault in it */
    BatchReader(ByteBuffer excerpt) {
        this.excerpt = excerpt;
        firstPosition = excerpt.getLong(BatchFormat.FIRST_POSITION_OFFSET);
        recordedAtMicros = excerpt.getLong(BatchFormat.RECORDED_AT_OFFSET);
        count = excerpt.getInt(BatchFormat.COUNT_OFFSET);
        excerpt.position(BatchFormat.HEADER_BYTES);
        progressLength = (int) Leb128.read(excerpt) - 1;
        progressOffset = excerpt.position();
        excerpt.position(progressOffset + Math.max(0, progressLength));
    }

    long firstPosition() {
        return firstPosition;
    }

    long endPosition() {
        return firstPosition + count;
    }

    long recordedAtMicros() {
        return recordedAtMicros;
    }

    byte @Nullable [] progress() {
        return progressLength < 0 ? null : copy(progressOffset, progressLength);
    }

    /** Moves to the next event; false after the last one. */
    boolean next() {
        if (index + 1 == count) {
            return false;
        }
        index++;
        version = Leb128.read(excerpt);
        contentLength = (int) Leb128.read(excerpt);
        contentOffset = excerpt.position();
        excerpt.position(contentOffset + contentLength);
        return true;
    }

    long position() {
        return firstPosition + index;
    }

    long version() {
        return version;
    }

    byte[] content() {
        return copy(contentOffset, contentLength);
    }

    boolean atLast() {
        return index + 1 == count;
    }

    private byte[] copy(int offset, int length) {
        byte[] bytes = new byte[length];
        excerpt.get(offset, bytes);
        return bytes;
    }
}
