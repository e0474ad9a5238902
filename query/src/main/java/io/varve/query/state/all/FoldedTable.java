package io.varve.query.state.all;

import io.varve.tiering.parquet.Utf8Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Aggregates on their way, by the UTF-8 bytes of their ids. It is asked once for each aggregate in each run, in no
 * order that a cache could foresee: so a look-up touches few places in memory. Not thread-safe.
 */
final class FoldedTable<S> {

    private static final int SLOTS = 1 << 10;

    /** Nobody who chooses ids of aggregates knows it: so nobody can choose many of the same hash. */
    private final long seed = new SplittableRandom().nextLong();

    /** Of each the hash, and behind it its number among all plus 1; 0 where there is none. */
    private long[] slots = new long[SLOTS];

    private final List<Folded<S>> all = new ArrayList<>();

    /** The aggregate with this id; one that was not there before has no events yet. */
    Folded<S> of(byte[] array, int offset, int length) {
        int hash = Utf8Key.hash(seed, array, offset, offset + length);
        int mask = slots.length - 1;
        int at = hash & mask;
        for (long slot = slots[at]; slot != 0; slot = slots[at]) {
            if ((int) (slot >>> Integer.SIZE) == hash) {
                Folded<S> known = all.get((int) slot - 1);
                byte[] key = known.key();
                if (Arrays.equals(key, 0, key.length, array, offset, offset + length)) {
                    return known;
                }
            }
            at = (at + 1) & mask;
        }
        Folded<S> added = new Folded<>(Arrays.copyOfRange(array, offset, offset + length));
        all.add(added);
        slots[at] = slot(hash, all.size());
        if (2 * all.size() > slots.length) {
            grow();
        }
        return added;
    }

    /**
     * Gives all away, in the order of their ids. They came in that of one run after the other, so that most of the
     * sorting is done.
     */
    List<Folded<S>> takeSorted() {
        List<Folded<S>> sorted = new ArrayList<>(all);
        all.clear();
        slots = new long[SLOTS];
        sorted.sort((one, other) -> Arrays.compareUnsigned(one.key(), other.key()));
        return sorted;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(2, old.length)];
        int mask = slots.length - 1;
        for (long slot : old) {
            if (slot != 0) {
                int at = (int) (slot >>> Integer.SIZE) & mask;
                while (slots[at] != 0) {
                    at = (at + 1) & mask;
                }
                slots[at] = slot;
            }
        }
    }

    private static long slot(int hash, int number) {
        return ((long) hash << Integer.SIZE) | number;
    }
}
