package io.varve.tiering.parquet;

import java.util.ArrayList;
import java.util.List;

/** Contents one after the other in a few large arrays, which are used again for the next run. Not thread-safe. */
final class ContentChunks {

    /** Just below 8 MiB, so that an array with its header stays within whole regions of the garbage collector. */
    private static final int CHUNK_BYTES = (8 << 20) - 64;

    private static final int FIRST_CHUNK_BYTES = 64 << 10;

    private final List<byte[]> chunks = new ArrayList<>();
    private int current = -1;
    private int used;

    /** Keeps a copy of the content. */
    void add(byte[] content) {
        if (current < 0 || content.length > chunks.get(current).length - used) {
            next(content.length);
        }
        System.arraycopy(content, 0, chunks.get(current), used, content.length);
        used += content.length;
    }

    /** Number of the chunk that holds the content added last. */
    int chunk() {
        return current;
    }

    /** Offset of the first byte after the content added last in its chunk. */
    int end() {
        return used;
    }

    byte[] array(int chunk) {
        return chunks.get(chunk);
    }

    void clear() {
        chunks.removeIf(chunk -> chunk.length != CHUNK_BYTES);
        current = -1;
        used = 0;
    }

    private void next(int atLeast) {
        current++;
        used = 0;
        if (current == chunks.size()) {
            int bytes = current == 0 ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
            chunks.add(new byte[Math.max(atLeast, bytes)]);
        } else if (chunks.get(current).length < atLeast) {
            chunks.add(current, new byte[atLeast]);
        }
    }
}
