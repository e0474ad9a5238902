package io.varve.ingest.hot;

import java.util.Arrays;

/**
 * Where in a cycle's file the excerpts 0, 64, 128, ... begin, at their length words. One thread adds, any may look:
 * what was added before a volatile write that the reader has seen, such as that of the log's end, is there.
 */
final class Landmarks {

    private volatile long[] offsets = new long[16];
    private volatile int size;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread adds
    void add(long offset) {
        long[] all = offsets;
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
            offsets = all;
        }
        all[size] = offset;
        size++;
    }

    int size() {
        return size;
    }

    long offset(int number) {
        return offsets[number];
    }
}
