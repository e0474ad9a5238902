package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.fault.FaultPoint;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * Takes a frozen chunk to the disk as sorted tables, then says so in the meta record: a crash anywhere before leaves
 * the old record, and adding the same events again puts the same keys over those that are there already.
 */
final class ChunkIngest implements Consumer<FrozenChunk> {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record SortedAggregate(byte[] utf8, int number) {}

    private final IndexStore store;
    private final IndexMeta meta;
    private final VersionCache cache;
    private final Lock writers;
    private final long generationEvents;

    ChunkIngest(IndexStore store, IndexMeta meta, VersionCache cache, Lock writers, long generationEvents) {
        this.store = store;
        this.meta = meta;
        this.cache = cache;
        this.writers = writers;
        this.generationEvents = generationEvents;
    }

    @Override
    public void accept(FrozenChunk frozen) {
        Chunk chunk = frozen.chunk();
        if (chunk == null) {
            commit(frozen);
            return;
        }
        StoreOptions options = store.options();
        try (TableWriter hot = store.newTable(options.generation);
                TableWriter versions = store.newTable(options.lasting);
                TableWriter ids = store.newTable(options.generationOfHashes)) {
            writeAggregates(chunk, hot, versions);
            writeIds(chunk, ids);
            ingest(frozen, chunk, hot, versions, ids);
        }
        remember(chunk);
    }

    private static void writeAggregates(Chunk chunk, TableWriter hot, TableWriter versions) {
        AggregateTable aggregates = chunk.aggregates();
        SortedAggregate[] sorted = new SortedAggregate[aggregates.size()];
        for (int number = 0; number < sorted.length; number++) {
            sorted[number] = new SortedAggregate(aggregates.aggregate(number).utf8(), number);
        }
        Arrays.sort(sorted, (one, other) -> Arrays.compareUnsigned(one.utf8, other.utf8));
        for (SortedAggregate aggregate : sorted) {
            for (HotSegment segment : chunk.segments(aggregate.number, 0)) {
                hot.put(IndexFormat.key(aggregate.utf8, segment.lastVersion()), IndexFormat.hotValue(segment));
            }
            versions.put(aggregate.utf8, IndexFormat.lastEventValue(last(chunk, aggregate.number)));
        }
        hot.finish();
        versions.finish();
    }

    private static void writeIds(Chunk chunk, TableWriter ids) {
        byte[] before = {};
        for (int event : chunk.eventsById()) {
            byte[] key = IndexFormat.idKey(chunk.id(event));
            if (!Arrays.equals(key, before)) {
                ids.put(key, IndexFormat.idValue(chunk.known(event)));
            }
            before = key;
        }
        ids.finish();
    }

    private void ingest(FrozenChunk frozen, Chunk chunk, TableWriter hot, TableWriter versions, TableWriter ids) {
        long generation = chunk.firstPosition() / generationEvents;
        writers.lock();
        try {
            FaultPoint.INDEX_TABLES_WRITTEN.reach();
            if (chunk.endPosition() > meta.reachedTo()) {
                try (IndexMeta.Change change = meta.new Change()) {
                    change.reachedTo(chunk.endPosition()).commit();
                }
            }
            FaultPoint.INDEX_REACH_NOTED.reach();
            store.ingest(store.hotFamily(generation), hot);
            store.ingest(store.idsFamily(generation), ids);
            store.ingest(store.versions(), versions);
            commit(frozen);
        } finally {
            writers.unlock();
        }
    }

    private void commit(FrozenChunk frozen) {
        writers.lock();
        try (IndexMeta.Change change = meta.new Change()) {
            Chunk chunk = frozen.chunk();
            if (chunk != null) {
                long generation = chunk.firstPosition() / generationEvents;
                change.lastRecordedAtMicros(generation, chunk.lastRecordedAtMicros());
            }
            change.indexedTo(frozen.endPosition()).progress(frozen.progress()).commit();
            FaultPoint.INDEX_CHUNK_COMMITTED.reach();
        } finally {
            writers.unlock();
        }
    }

    private void remember(Chunk chunk) {
        cache.grow();
        AggregateTable aggregates = chunk.aggregates();
        for (int number = 0; number < aggregates.size(); number++) {
            AggregateId aggregate = aggregates.aggregate(number);
            cache.put(aggregate, last(chunk, number));
        }
    }

    private static LastEvent last(Chunk chunk, int number) {
        AggregateTable aggregates = chunk.aggregates();
        return new LastEvent(aggregates.lastVersion(number), chunk.firstPosition() + aggregates.lastEvent(number));
    }
}
