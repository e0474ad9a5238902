package io.varve.query.snapshot;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

/** The settings of RocksDB for all slots, in bounded memory: one block cache of 16 MiB, memtables of 4 MiB a slot. */
final class SlotOptions implements AutoCloseable {

    private static final long BLOCK_CACHE_BYTES = 16L << 20;
    private static final long MEMTABLE_BYTES = 2L << 20;
    private static final int OPEN_FILES = 128;
    private static final int BLOOM_BITS_PER_KEY = 10;

    static {
        RocksDB.loadLibrary();
    }

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    final Options slot;
    final ReadOptions get;
    final ReadOptions scan;
    /** Without a sync: a snapshot that is lost is taken again. */
    final WriteOptions unsynced;

    SlotOptions() {
        LRUCache cache = own(new LRUCache(BLOCK_CACHE_BYTES));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY, false)))
                .setCacheIndexAndFilterBlocks(true);
        slot = own(new Options())
                .setCreateIfMissing(true)
                .setParanoidChecks(true)
                .setMaxOpenFiles(OPEN_FILES)
                .setSkipStatsUpdateOnDbOpen(true)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setMaxTotalWalSize(2 * MEMTABLE_BYTES)
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setMaxBackgroundJobs(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1L << 20)
                .setKeepLogFileNum(2);
        get = own(new ReadOptions());
        scan = own(new ReadOptions()).setFillCache(false);
        unsynced = own(new WriteOptions());
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable next = owned.poll(); next != null; next = owned.poll()) {
            try {
                next.close();
            } catch (Exception e) {
                throw new IllegalStateException("options of RocksDB cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
