package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the aggregates that were used last, bounded: sets of four entries, the oldest of a full set makes room.
 * Looking takes no lock.
 *
 * <p>What a reader fetched from the disk may be outdated when it arrives here. So a reader takes the {@linkplain #age()
 * age} before it reads, and its entry is dropped if anything was put meanwhile by a thread that changes the disk.
 */
final class VersionCache {

    private static final int WAYS = 4;

    private record Entry(AggregateId aggregate, LastEvent last) {}

    private final AtomicReferenceArray<@Nullable Entry> entries;
    private final int setMask;
    private volatile long age;

    /** @param sets a power of two */
    VersionCache(int sets) {
        entries = new AtomicReferenceArray<>(sets * WAYS);
        setMask = sets - 1;
    }

    long age() {
        return age;
    }

    @Nullable
    LastEvent find(AggregateId aggregate) {
        int set = set(aggregate);
        for (int way = 0; way < WAYS; way++) {
            Entry entry = entries.get(set + way);
            if (entry != null && entry.aggregate.equals(aggregate)) {
                return entry.last;
            }
        }
        return null;
    }

    /** Keeps what a reader fetched, unless the disk changed since the reader took the age. */
    synchronized void offer(AggregateId aggregate, LastEvent last, long ageBefore) {
        if (age == ageBefore) {
            put(aggregate, last);
        }
    }

    /** Says that the disk has changed: what readers are fetching now is not kept. */
    synchronized void grow() {
        age = age + 1;
    }

    /** Keeps what is now on the disk; {@link #grow()} comes before. */
    synchronized void put(AggregateId aggregate, LastEvent last) {
        int set = set(aggregate);
        int target = WAYS - 1;
        for (int way = 0; way < WAYS; way++) {
            Entry entry = entries.get(set + way);
            if (entry == null || entry.aggregate.equals(aggregate)) {
                target = way;
                break;
            }
        }
        // Newest first: the others move up by one, over the place of the old entry or out of the set.
        Entry moved = new Entry(aggregate, last);
        if (target == WAYS - 1) {
            for (int way = WAYS - 1; way > 0; way--) {
                entries.set(set + way, entries.get(set + way - 1));
            }
            entries.set(set, moved);
        } else {
            entries.set(set + target, moved);
        }
    }

    private int set(AggregateId aggregate) {
        return ((int) (Hashes.of(aggregate) >>> 40) & setMask) * WAYS;
    }
}
