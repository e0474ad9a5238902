package io.varve.ingest.hot;

import java.util.Arrays;

/**
 * Where in a cycle's file the excerpts 0, 64, 128, ... begin, at their length words, and with which positions. One
 * thread adds, any may look: what was added before a volatile write that the reader has seen, such as that of the log's
 * end, is there.
 */
final class Landmarks {

    static final long UNKNOWN = -1;

    private volatile long[] offsets = new long[16];
    private volatile long[] positions = new long[16];
    private volatile int size;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread adds
    void add(long offset, long firstPosition) {
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * size);
            positions = Arrays.copyOf(positions, 2 * size);
        }
        offsets[size] = offset;
        positions[size] = firstPosition;
        size++;
    }

    int size() {
        return size;
    }

    long offset(int number) {
        return offsets[number];
    }

    /** The first position that the excerpt states; {@link #UNKNOWN} until somebody has looked. */
    long firstPosition(int number) {
        return positions[number];
    }

    /** Notes what an excerpt states, in a file that does not grow any more. Any thread may, all note the same. */
    void noteFirstPosition(int number, long position) {
        positions[number] = position;
    }
}
