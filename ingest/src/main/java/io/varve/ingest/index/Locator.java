package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksIterator;

/**
 * One lookup of an aggregate's events: the row ranges of files first, then hot positions, in dense versions or not at
 * all.
 */
final class Locator {

    private final IndexStore store;
    private final long generationEvents;
    private final AggregateId aggregate;
    private final byte[] utf8;
    private final LastEvent last;
    private final long sealedTo;
    private final long head;
    private final List<EventLocation> found = new ArrayList<>();
    private long expected;

    Locator(
            IndexStore store,
            long generationEvents,
            AggregateId aggregate,
            LastEvent last,
            long fromVersion,
            long sealedTo,
            long head) {
        this.store = store;
        this.generationEvents = generationEvents;
        this.aggregate = aggregate;
        this.utf8 = aggregate.utf8();
        this.last = last;
        this.expected = fromVersion;
        this.sealedTo = sealedTo;
        this.head = head;
    }

    /** @param chunks taken before anything else was looked at */
    List<EventLocation> locate(Chunk[] chunks) {
        if (sealedTo > 0) {
            findInFiles();
        }
        if (expected <= last.version() && last.positionBound() >= sealedTo && head > sealedTo) {
            findInHot(chunks);
        }
        if (expected <= last.version() && last.positionBound() < head) {
            throw gap();
        }
        return found;
    }

    private void findInFiles() {
        store.run("look up an aggregate's files", db -> {
            try (RocksIterator at = db.newIterator(store.files(), store.options().get)) {
                for (at.seek(IndexFormat.key(utf8, expected)); at.isValid(); at.next()) {
                    byte[] key = at.key();
                    if (!IndexFormat.isOfAggregate(key, utf8)) {
                        break;
                    }
                    FileLocation rows = IndexFormat.fileLocation(key, at.value());
                    if (rows.runFirstPosition() < sealedTo) {
                        take(rows);
                    }
                }
                at.status();
            }
        });
    }

    private void take(FileLocation rows) {
        long skipped = expected - rows.firstVersion();
        // Only the first range may begin earlier; another one that does is not of the same files.
        boolean cut = found.isEmpty() && skipped > 0 && skipped < rows.count();
        if (skipped != 0 && !cut) {
            throw gap();
        }
        found.add(new FileLocation(
                expected, rows.runFirstPosition(), rows.firstRow() + (int) skipped, rows.count() - (int) skipped));
        expected = rows.firstVersion() + rows.count();
    }

    private void findInHot(Chunk[] chunks) {
        List<HotSegment> segments = new ArrayList<>();
        for (Chunk chunk : chunks) {
            segments.addAll(chunk.segments(aggregate, expected));
        }
        if (lowest(segments) > expected) {
            findInGenerations(segments);
        }
        takeInOrder(segments);
    }

    private static long lowest(List<HotSegment> segments) {
        return segments.stream().mapToLong(HotSegment::firstVersion).min().orElse(Long.MAX_VALUE);
    }

    /** From the newest on, until the version that is looked for is among what was found. */
    private void findInGenerations(List<HotSegment> segments) {
        NavigableMap<Long, ColumnFamilyHandle> generations = store.hot();
        store.run("look up an aggregate's positions", db -> {
            for (ColumnFamilyHandle generation : generations
                    .subMap(sealedTo / generationEvents, true, (head - 1) / generationEvents, true)
                    .descendingMap()
                    .values()) {
                try (RocksIterator at = db.newIterator(generation, store.options().get)) {
                    for (at.seek(IndexFormat.key(utf8, expected)); at.isValid(); at.next()) {
                        byte[] key = at.key();
                        if (!IndexFormat.isOfAggregate(key, utf8)) {
                            break;
                        }
                        segments.add(IndexFormat.hotSegment(key, at.value()));
                    }
                    at.status();
                }
                if (lowest(segments) <= expected) {
                    break;
                }
            }
        });
    }

    /**
     * Segments may overlap where the same events were added twice, after a crash or while a chunk goes to the disk; a
     * version has one position wherever it stands.
     */
    private void takeInOrder(List<HotSegment> segments) {
        segments.sort(Comparator.comparingLong(HotSegment::firstVersion));
        long firstVersion = expected;
        long[] positions = new long
                [segments.stream()
                        .mapToInt(segment -> segment.positions().length)
                        .sum()];
        int count = 0;
        for (HotSegment segment : segments) {
            for (int i = 0; i < segment.positions().length; i++) {
                long version = segment.firstVersion() + i;
                long position = segment.positions()[i];
                if (version >= expected && position >= sealedTo && position < head) {
                    if (version > expected) {
                        throw gap();
                    }
                    positions[count++] = position;
                    expected++;
                }
            }
        }
        if (count > 0) {
            found.add(new HotLocation(firstVersion, Arrays.copyOf(positions, count)));
        }
    }

    private IndexGapException gap() {
        return new IndexGapException(aggregate, expected, last.version(), sealedTo, head);
    }
}
