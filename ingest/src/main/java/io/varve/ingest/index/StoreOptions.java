package io.varve.ingest.index;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.EnvOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.WriteOptions;

/**
 * The settings of RocksDB, in bounded memory: a block cache of 32 MiB, which also holds indexes and filters (in parts,
 * so that those of a large table need not be there whole), and memtables of 16 MiB at most.
 */
final class StoreOptions implements AutoCloseable {

    private static final long BLOCK_CACHE_BYTES = 32L << 20;
    private static final long MEMTABLES_BYTES = 16L << 20;
    private static final long MEMTABLE_BYTES = 4L << 20;
    private static final long TABLE_BYTES = 64L << 20;
    private static final int OPEN_FILES = 512;
    private static final int BLOOM_BITS_PER_KEY = 10;
    private static final int BLOCK_BYTES = 8 << 10;

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    final DBOptions db;
    /** Few keys, or keys of all time: compacted in levels. */
    final ColumnFamilyOptions lasting;
    /** Written once by whole tables and then dropped whole: compacted as little as reading allows. */
    final ColumnFamilyOptions generation;
    /** The same for tables whose values are hashes. */
    final ColumnFamilyOptions generationOfHashes;

    final ReadOptions get;
    final ReadOptions scan;
    final WriteOptions synced;
    final IngestExternalFileOptions ingest;
    final EnvOptions env;

    StoreOptions() {
        LRUCache cache = own(new LRUCache(BLOCK_CACHE_BYTES));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_BYTES)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY, false)))
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true)
                .setPinTopLevelIndexAndFilter(true);
        db = own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setMaxOpenFiles(OPEN_FILES)
                .setSkipStatsUpdateOnDbOpen(true)
                .setDbWriteBufferSize(MEMTABLES_BYTES)
                .setMaxTotalWalSize(MEMTABLES_BYTES)
                .setMaxBackgroundJobs(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1L << 20)
                .setKeepLogFileNum(2);
        lasting = family(table, CompressionType.LZ4_COMPRESSION);
        generation = generation(table, CompressionType.LZ4_COMPRESSION);
        generationOfHashes = generation(table, CompressionType.NO_COMPRESSION);
        get = own(new ReadOptions());
        scan = own(new ReadOptions()).setFillCache(false).setReadaheadSize(1L << 20);
        synced = own(new WriteOptions()).setSync(true);
        ingest = own(new IngestExternalFileOptions()).setMoveFiles(true).setAllowBlockingFlush(true);
        env = own(new EnvOptions());
    }

    private ColumnFamilyOptions generation(BlockBasedTableConfig table, CompressionType compression) {
        return family(table, compression)
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setLevel0FileNumCompactionTrigger(8);
    }

    private ColumnFamilyOptions family(BlockBasedTableConfig table, CompressionType compression) {
        return own(new ColumnFamilyOptions())
                .setTableFormatConfig(table)
                .setCompressionType(compression)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setTargetFileSizeBase(TABLE_BYTES);
    }

    /** Options of a table file for the family; the caller closes them. */
    Options tableOptions(ColumnFamilyOptions family) {
        return new Options(db, family);
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void close() {
        Closing.all(owned);
    }
}
