package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The aggregates of one chunk, numbered from 0 in the order of their coming: open addressing over primitive arrays of
 * fixed size. One thread writes, any thread reads: an entry is complete before its slot is published.
 */
final class AggregateTable {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final long NUMBER = 0xFFFF_FFFFL;

    /** Upper half of the hash, and one more than the number; 0 is a free slot. */
    private final long[] slots;

    private final AggregateId[] aggregates;
    private final long[] lastVersions;
    private final int[] lastEvents;
    private final int mask;
    private int size;

    AggregateTable(int capacity, int slotCount) {
        slots = new long[slotCount];
        mask = slotCount - 1;
        aggregates = new AggregateId[capacity];
        lastVersions = new long[capacity];
        lastEvents = new int[capacity];
    }

    /** How many there are, for the writing thread or once the chunk is full. */
    int size() {
        return size;
    }

    AggregateId aggregate(int number) {
        return aggregates[number];
    }

    /** The newest event of the aggregate, as its number in the chunk; what that event holds is visible too. */
    int lastEvent(int number) {
        return (int) INTS.getAcquire(lastEvents, number);
    }

    long lastVersion(int number) {
        return (long) LONGS.getOpaque(lastVersions, number);
    }

    /** The number of the aggregate, -1 if it is not in the chunk. */
    int find(AggregateId aggregate) {
        long hash = Hashes.of(aggregate);
        for (int slot = (int) hash & mask; ; slot = (slot + 1) & mask) {
            long content = (long) LONGS.getAcquire(slots, slot);
            if (content == 0) {
                return -1;
            }
            if (((content ^ hash) & ~NUMBER) == 0) {
                int number = (int) content - 1;
                if (aggregates[number].equals(aggregate)) {
                    return number;
                }
            }
        }
    }

    void append(AggregateId aggregate, int event, long version) {
        int number = size++;
        aggregates[number] = aggregate;
        lastVersions[number] = version;
        lastEvents[number] = event;
        long hash = Hashes.of(aggregate);
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        LONGS.setRelease(slots, slot, (hash & ~NUMBER) | (number + 1L));
    }

    void advance(int number, int event, long version) {
        LONGS.setOpaque(lastVersions, number, version);
        INTS.setRelease(lastEvents, number, event);
    }
}
