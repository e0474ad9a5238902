package io.varve.tiering.parquet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The aggregates of a run being written, numbered as they first appear. It is asked once for each event, in no order
 * that a cache could foresee: so it lies in few and dense arrays. Not thread-safe.
 */
final class AggregateTable {

    private static final int SLOTS = 1 << 12;

    /** Nobody who chooses ids of aggregates knows it: so nobody can choose many of the same hash. */
    private final long seed = new SplittableRandom().nextLong();

    private long[] slots = new long[SLOTS];
    private byte[] bytes = new byte[SLOTS];
    private int[] ends = new int[SLOTS];
    private int[] counts = new int[SLOTS];
    private long[] firstVersions = new long[SLOTS];
    private int[] nextRows = {};
    private int size;

    /**
     * Counts an event of the aggregate with these bytes.
     *
     * @return the number of the aggregate
     * @throws IllegalArgumentException if the version does not follow that of the aggregate's event before
     */
    int add(byte[] array, int offset, int length, long version) {
        int hash = Utf8Key.hash(seed, array, offset, offset + length);
        int mask = slots.length - 1;
        int at = hash & mask;
        for (long slot = slots[at]; slot != 0; slot = slots[at]) {
            int number = (int) slot - 1;
            if ((int) (slot >>> Integer.SIZE) == hash
                    && Arrays.equals(bytes, start(number), ends[number], array, offset, offset + length)) {
                require(number, version);
                counts[number]++;
                return number;
            }
            at = (at + 1) & mask;
        }
        slots[at] = ((long) hash << Integer.SIZE) | (size + 1);
        append(array, offset, length, version);
        return size - 1;
    }

    /** The aggregates in the order of their bytes. Rows can be taken from then on. */
    List<AggregateRows> sort() {
        int[] order = order();
        List<AggregateRows> sorted = new ArrayList<>(size);
        nextRows = new int[size];
        int row = 0;
        for (int number : order) {
            byte[] own = Arrays.copyOfRange(bytes, start(number), ends[number]);
            sorted.add(new AggregateRows(own, firstVersions[number], counts[number]));
            nextRows[number] = row;
            row += counts[number];
        }
        return sorted;
    }

    /** The next row of the aggregate with this number. */
    int takeRow(int number) {
        return nextRows[number]++;
    }

    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }

    private void append(byte[] array, int offset, int length, long version) {
        int start = start(size);
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, start + length));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
            firstVersions = Arrays.copyOf(firstVersions, 2 * size);
        }
        System.arraycopy(array, offset, bytes, start, length);
        ends[size] = start + length;
        counts[size] = 1;
        firstVersions[size] = version;
        size++;
        if (2 * size > slots.length) {
            growSlots();
        }
    }

    private void growSlots() {
        long[] grown = new long[2 * slots.length];
        for (long slot : slots) {
            if (slot != 0) {
                int at = (int) (slot >>> Integer.SIZE) & (grown.length - 1);
                while (grown[at] != 0) {
                    at = (at + 1) & (grown.length - 1);
                }
                grown[at] = slot;
            }
        }
        slots = grown;
    }

    /**
     * The numbers in the order of the bytes: sorted by as many bits as fit beside a number, behind the prefix that all
     * share; those that are still equal are compared as a whole.
     */
    private int[] order() {
        int numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
        int prefix = sharedPrefix();
        long[] keys = new long[size];
        for (int number = 0; number < size; number++) {
            keys[number] = (leadingBits(number, prefix) >>> (numberBits + 1) << numberBits) | number;
        }
        Arrays.sort(keys);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) (keys[i] & ((1L << numberBits) - 1));
        }
        for (int from = 0, to = 1; to <= size; to++) {
            if (to == size || keys[to] >>> numberBits != keys[from] >>> numberBits) {
                sortWhole(order, from, to);
                from = to;
            }
        }
        return order;
    }

    private void sortWhole(int[] order, int from, int to) {
        if (to - from > 1) {
            int[] sorted = Arrays.stream(order, from, to)
                    .boxed()
                    .sorted((a, b) -> Arrays.compareUnsigned(bytes, start(a), ends[a], bytes, start(b), ends[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(sorted, 0, order, from, sorted.length);
        }
    }

    private int sharedPrefix() {
        int shared = size == 0 ? 0 : ends[0];
        for (int number = 1; number < size; number++) {
            int start = start(number);
            int end = Math.min(start + shared, ends[number]);
            int mismatch = Arrays.mismatch(bytes, 0, shared, bytes, start, end);
            shared = mismatch < 0 ? shared : mismatch;
        }
        return shared;
    }

    /** The eight bytes behind the prefix as a number; zeros for those that are not there. */
    private long leadingBits(int number, int prefix) {
        long bits = 0;
        int from = start(number) + prefix;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = (bits << Byte.SIZE) | (from + i < ends[number] ? bytes[from + i] & 0xFF : 0);
        }
        return bits;
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private void require(int number, long version) {
        long next = firstVersions[number] + counts[number];
        if (version != next) {
            String id = new String(bytes, start(number), ends[number] - start(number), StandardCharsets.UTF_8);
            throw new IllegalArgumentException(
                    "aggregate '" + id + "' comes with version " + version + ", must be " + next);
        }
    }
}
