package io.varve.query.state.all;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts all aggregates into ranges with about the same number of events each. */
final class Ranges {

    /**
     * There may be one state in memory for each so many bytes of the heap. A small one takes a third of that, with its
     * aggregate and its JSON.
     */
    static final long HEAP_BYTES_PER_STATE = 1 << 10;

    /** Fewer are not worth a thread of their own. */
    static final long MIN_EVENTS = 1 << 15;

    private Ranges() {}

    /**
     * How many ranges there are to be. Each event may be of an aggregate of its own.
     *
     * @param heapBytes the most memory there is: for as many ranges as there are threads, and one that is given out
     */
    static int count(long events, int threads, long heapBytes) {
        long most = Math.max(MIN_EVENTS, heapBytes / HEAP_BYTES_PER_STATE / (threads + 1));
        long byMemory = (events + most - 1) / most;
        long byThreads = Math.min(threads, events / MIN_EVENTS);
        return Math.toIntExact(Math.max(1, Math.max(byMemory, byThreads)));
    }

    /**
     * The ranges, in order.
     *
     * @param samples keys, each of which stands for as many events; sorted by this
     * @param count how many ranges are wanted; there are fewer where samples are equal
     */
    static List<KeyRange> cut(List<byte[]> samples, int count) {
        samples.sort(Arrays::compareUnsigned);
        List<KeyRange> ranges = new ArrayList<>();
        byte[] from = null;
        for (int part = 1; part < count && !samples.isEmpty(); part++) {
            byte[] to = samples.get((int) ((long) samples.size() * part / count));
            if (from == null || Arrays.compareUnsigned(to, from) > 0) {
                ranges.add(new KeyRange(from, to));
                from = to;
            }
        }
        ranges.add(new KeyRange(from, null));
        return ranges;
    }
}
