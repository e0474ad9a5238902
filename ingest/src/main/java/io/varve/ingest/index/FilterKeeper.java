package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.thread.Threads;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filter over all ids and aggregates of the index, and its rebuilding from the disk in a thread of its own: at the
 * start, and after ids were forgotten. While there is no filter, everything might be known.
 *
 * <p>Nothing is missed: what comes while a filter is being built goes into it as well; what was in memory before is
 * handed over as frozen chunks; all else is on the disk before it is scanned.
 */
final class FilterKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FilterKeeper.class);
    private static final String KEYS = "rocksdb.estimate-num-keys";
    private static final int KEYS_AT_A_TIME = 16_384;
    /** With fewer bits than this for a key, the filter would let nearly everything through. */
    private static final int MIN_BITS_PER_KEY = 3;

    private final IndexStore store;
    private final Lock writers;
    private final long bytes;
    private final String name;
    private volatile @Nullable BlockedBloomFilter ready;
    private volatile @Nullable BlockedBloomFilter building;
    private volatile boolean wanted;
    private volatile boolean closing;
    private volatile @Nullable Thread thread;

    FilterKeeper(IndexStore store, Lock writers, long bytes, String name) {
        this.store = store;
        this.writers = writers;
        this.bytes = bytes;
        this.name = name;
        if (store.created()) {
            ready = new BlockedBloomFilter(bytes);
        } else {
            wanted = true;
            rebuildIfWanted(new Chunk[0]);
        }
    }

    boolean isReady() {
        return ready != null;
    }

    void add(Hash128 idKey) {
        add(Hashes.of(idKey));
    }

    void add(AggregateId aggregate) {
        add(Hashes.of(aggregate));
    }

    boolean mightKnow(Hash128 idKey) {
        BlockedBloomFilter filter = ready;
        return filter == null || filter.mightContain(Hashes.of(idKey));
    }

    boolean mightKnow(AggregateId aggregate) {
        BlockedBloomFilter filter = ready;
        return filter == null || filter.mightContain(Hashes.of(aggregate));
    }

    private void add(long hash) {
        // In this order: once the one being built is gone, it is the one that is ready.
        BlockedBloomFilter next = building;
        if (next != null) {
            next.add(hash);
        }
        BlockedBloomFilter now = ready;
        if (now != null) {
            now.add(hash);
        }
    }

    /** Asks for a new filter, so that forgotten ids no longer fill it. */
    void want() {
        wanted = true;
    }

    /**
     * Starts what was asked for, if none is under way. By the thread that adds, when no chunk is being filled.
     *
     * @param frozen all chunks in memory
     */
    void rebuildIfWanted(Chunk[] frozen) {
        if (!wanted || building != null || closing) {
            return;
        }
        wanted = false;
        BlockedBloomFilter next = new BlockedBloomFilter(bytes);
        building = next;
        Thread started = new Thread(() -> build(next, frozen), "varve-index-filter " + name);
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void build(BlockedBloomFilter next, Chunk[] frozen) {
        try {
            if (fill(next, frozen)) {
                ready = next;
            }
        } catch (RuntimeException e) {
            // A lookup that needs the damaged part will say so; without a filter all lookups are still right.
            LOG.warn("index filter of {} could not be built, lookups of unknown ids will be slower", name, e);
        } finally {
            building = null;
        }
    }

    private boolean fill(BlockedBloomFilter next, Chunk[] frozen) {
        for (Chunk chunk : frozen) {
            for (int event = 0; event < chunk.size(); event++) {
                next.add(Hashes.of(chunk.id(event)));
            }
            AggregateTable aggregates = chunk.aggregates();
            for (int number = 0; number < aggregates.size(); number++) {
                next.add(Hashes.of(aggregates.aggregate(number)));
            }
        }
        // A writer that did not see this filter has reached the disk once its lock is free.
        long keys = estimatedKeys();
        if (keys * MIN_BITS_PER_KEY > next.bits()) {
            LOG.warn("index filter of {} is too small for {} ids and aggregates; raise idFilterBytes", name, keys);
            return false;
        }
        LongConsumer add = next::add;
        boolean whole = scan(store::versions, key -> Hashes.of(IndexFormat.aggregate(key)), add);
        NavigableMap<Long, ColumnFamilyHandle> ids = store.ids();
        for (Map.Entry<Long, ColumnFamilyHandle> generation : ids.entrySet()) {
            whole &= scan(() -> ids.get(generation.getKey()), key -> Hashes.of(IndexFormat.id(key)), add);
        }
        return whole;
    }

    /** Asked once no writer is under way that has not seen the new filter: what such a one wrote is on the disk. */
    private long estimatedKeys() {
        LongAdder keys = new LongAdder();
        writers.lock();
        try {
            store.run("read the index", db -> {
                keys.add(db.getLongProperty(store.versions(), KEYS));
                for (ColumnFamilyHandle family : store.ids().values()) {
                    keys.add(db.getLongProperty(family, KEYS));
                }
            });
        } finally {
            writers.unlock();
        }
        return keys.sum();
    }

    /** A part at a time, so that dropping and closing need not wait; false if the index is being closed. */
    private boolean scan(
            Supplier<@Nullable ColumnFamilyHandle> family, ToLongFunction<byte[]> hash, LongConsumer target) {
        byte[] from = {};
        while (from != null) {
            if (closing) {
                return false;
            }
            from = scanPart(family, from, hash, target);
        }
        return true;
    }

    private byte @Nullable [] scanPart(
            Supplier<@Nullable ColumnFamilyHandle> family,
            byte[] from,
            ToLongFunction<byte[]> hash,
            LongConsumer target) {
        return store.find("scan the index", db -> {
            ColumnFamilyHandle open = family.get();
            if (open == null) {
                return null;
            }
            try (RocksIterator at = db.newIterator(open, store.options().scan)) {
                int left = KEYS_AT_A_TIME;
                for (at.seek(from); at.isValid() && left > 0; at.next()) {
                    target.accept(hash.applyAsLong(at.key()));
                    left--;
                }
                at.status();
                return at.isValid() ? at.key() : null;
            }
        });
    }

    /** Ends the thread. */
    @Override
    public void close() {
        closing = true;
        Thread running = thread;
        if (running != null) {
            Threads.join(running);
        }
    }
}
