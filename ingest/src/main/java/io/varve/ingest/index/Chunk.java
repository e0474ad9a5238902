package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, in memory: dense positions from {@link #firstPosition()} on, all in one generation. Fields of an
 * event lie together in a block of primitive longs; a table leads from the aggregate to its newest event, each event to
 * the one before it, and another table from the id to the event. One thread adds, any thread reads without a lock.
 */
final class Chunk {

    private static final int BLOCK_BITS = 12;
    private static final int BLOCK_MASK = (1 << BLOCK_BITS) - 1;

    private static final int VERSION = 0;
    private static final int RECORDED_AT = 1;
    private static final int ID_HIGH = 2;
    private static final int ID_LOW = 3;
    private static final int CONTENT_HIGH = 4;
    private static final int CONTENT_LOW = 5;
    /** One more than the number of the aggregate's event before, 0 for none. */
    private static final int PREVIOUS = 6;

    private static final int FIELDS = 7;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long NUMBER = 0xFFFF_FFFFL;

    private final long firstPosition;
    private final int capacity;
    private final long[][] blocks;
    private final AggregateTable aggregates;
    /** Upper half of the id's low half, and one more than the event's number; 0 is a free slot. */
    private final long[] ids;

    private int size;

    Chunk(long firstPosition, int capacity) {
        this.firstPosition = firstPosition;
        this.capacity = capacity;
        int slotCount = Integer.highestOneBit(capacity) << 1;
        blocks = new long[((capacity - 1) >> BLOCK_BITS) + 1][];
        aggregates = new AggregateTable(capacity, slotCount);
        ids = new long[slotCount];
    }

    long firstPosition() {
        return firstPosition;
    }

    /** One past the last position, for the writing thread or once the chunk is frozen. */
    long endPosition() {
        return firstPosition + size;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == capacity;
    }

    long lastRecordedAtMicros() {
        return field(size - 1, RECORDED_AT);
    }

    AggregateTable aggregates() {
        return aggregates;
    }

    /** Adds the event at the next position; says whether its aggregate is new to the chunk. */
    boolean add(IndexedEvent e) {
        int event = size;
        long[] block = blocks[event >> BLOCK_BITS];
        if (block == null) {
            block = new long[Math.min(capacity - event, 1 << BLOCK_BITS) * FIELDS];
            blocks[event >> BLOCK_BITS] = block;
        }
        int at = (event & BLOCK_MASK) * FIELDS;
        block[at + VERSION] = e.version();
        block[at + RECORDED_AT] = e.recordedAtMicros();
        block[at + ID_HIGH] = e.idKey().high();
        block[at + ID_LOW] = e.idKey().low();
        block[at + CONTENT_HIGH] = e.contentHash().high();
        block[at + CONTENT_LOW] = e.contentHash().low();
        int number = aggregates.find(e.aggregate());
        if (number < 0) {
            aggregates.append(e.aggregate(), event, e.version());
        } else {
            block[at + PREVIOUS] = aggregates.lastEvent(number) + 1L;
            aggregates.advance(number, event, e.version());
        }
        int mask = ids.length - 1;
        int slot = (int) e.idKey().low() & mask;
        while (ids[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        LONGS.setRelease(ids, slot, (e.idKey().low() & ~NUMBER) | (event + 1L));
        size = event + 1;
        return number < 0;
    }

    @Nullable
    LastEvent lastEvent(AggregateId aggregate) {
        int number = aggregates.find(aggregate);
        if (number < 0) {
            return null;
        }
        int event = aggregates.lastEvent(number);
        return new LastEvent(field(event, VERSION), firstPosition + event);
    }

    @Nullable
    KnownEvent findId(Hash128 idKey) {
        int mask = ids.length - 1;
        for (int slot = (int) idKey.low() & mask; ; slot = (slot + 1) & mask) {
            long content = (long) LONGS.getAcquire(ids, slot);
            if (content == 0) {
                return null;
            }
            if (((content ^ idKey.low()) & ~NUMBER) == 0) {
                int event = (int) content - 1;
                if (field(event, ID_LOW) == idKey.low() && field(event, ID_HIGH) == idKey.high()) {
                    return known(event);
                }
            }
        }
    }

    KnownEvent known(int event) {
        return new KnownEvent(
                firstPosition + event,
                field(event, VERSION),
                field(event, RECORDED_AT),
                new Hash128(field(event, CONTENT_HIGH), field(event, CONTENT_LOW)));
    }

    Hash128 id(int event) {
        return new Hash128(field(event, ID_HIGH), field(event, ID_LOW));
    }

    /** The aggregate's events from a version on, in version order, cut where versions are not dense. */
    List<HotSegment> segments(AggregateId aggregate, long fromVersion) {
        int number = aggregates.find(aggregate);
        return number < 0 ? List.of() : segments(number, fromVersion);
    }

    List<HotSegment> segments(int number, long fromVersion) {
        List<HotSegment> segments = new ArrayList<>(1);
        long[] reversed = new long[8];
        int length = 0;
        long lowest = 0;
        for (int event = aggregates.lastEvent(number); event >= 0; event = (int) field(event, PREVIOUS) - 1) {
            long version = field(event, VERSION);
            if (version < fromVersion) {
                break;
            }
            if (length > 0 && (version != lowest - 1 || length == HotSegment.MAX_EVENTS)) {
                segments.add(segment(lowest, reversed, length));
                length = 0;
            }
            if (length == reversed.length) {
                reversed = Arrays.copyOf(reversed, length * 2);
            }
            reversed[length++] = firstPosition + event;
            lowest = version;
        }
        if (length > 0) {
            segments.add(segment(lowest, reversed, length));
        }
        Collections.reverse(segments);
        return segments;
    }

    private static HotSegment segment(long firstVersion, long[] reversed, int length) {
        long[] positions = new long[length];
        for (int i = 0; i < length; i++) {
            positions[i] = reversed[length - 1 - i];
        }
        return new HotSegment(firstVersion, positions);
    }

    /** All events of the frozen chunk by their id, ascending as unsigned numbers; of equal ids the oldest first. */
    int[] eventsById() {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
        long low = (1L << bits) - 1;
        long[] order = new long[size];
        for (int event = 0; event < size; event++) {
            // The sign is turned round because longs sort as signed numbers.
            order[event] = ((field(event, ID_HIGH) ^ Long.MIN_VALUE) & ~low) | event;
        }
        Arrays.sort(order);
        int[] events = new int[size];
        for (int i = 0; i < size; i++) {
            int event = (int) (order[i] & low);
            int at = i;
            while (at > 0 && compareIds(events[at - 1], event) > 0) {
                events[at] = events[at - 1];
                at--;
            }
            events[at] = event;
        }
        return events;
    }

    private int compareIds(int one, int other) {
        int high = Long.compareUnsigned(field(one, ID_HIGH), field(other, ID_HIGH));
        return high != 0 ? high : Long.compareUnsigned(field(one, ID_LOW), field(other, ID_LOW));
    }

    private long field(int event, int field) {
        return blocks[event >> BLOCK_BITS][(event & BLOCK_MASK) * FIELDS + field];
    }
}
