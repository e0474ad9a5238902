package io.varve.tiering.store;

import io.varve.tiering.cache.BlockCache;
import io.varve.tiering.cache.CacheStatistics;
import io.varve.tiering.cache.FarSource;
import io.varve.tiering.cache.FetchPool;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.Sidecar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How cold files are read: by threads of their own, so that a slow object store delays nobody else, and through a cache
 * on disk. Thread-safe.
 */
public final class ColdReads implements AutoCloseable {

    /** So many requests at once, where nothing else is said. */
    public static final int DEFAULT_REQUESTS = 64;

    private final FetchPool pool;
    private final @Nullable BlockCache cache;

    private ColdReads(FetchPool pool, @Nullable BlockCache cache) {
        this.pool = pool;
        this.cache = cache;
    }

    /** Without a cache. */
    public static ColdReads uncached(int requests) {
        return new ColdReads(new FetchPool(requests), null);
    }

    /**
     * With a cache.
     *
     * @param requests how many at once, at least 1
     * @param directory of the cache, its own; made if absent
     * @param cacheBytes what the cache may hold; 0 for no cache
     * @throws IOException if the directory cannot be used
     */
    public static ColdReads open(int requests, Path directory, long cacheBytes) throws IOException {
        BlockCache cache = cacheBytes == 0 ? null : BlockCache.open(directory, cacheBytes);
        return new ColdReads(new FetchPool(requests), cache);
    }

    /** The threads, for whoever reads cold files. */
    public Executor threads() {
        return pool;
    }

    /** How many threads there are. */
    public int requests() {
        return pool.threads();
    }

    /** How many requests have read cold files and their sidecars. */
    public long requestsMade() {
        return pool.requests();
    }

    /** How many bytes these asked for. */
    public long bytesFetched() {
        return pool.bytes();
    }

    /** Counts a request that is made beside the files themselves. */
    void count(long bytes) {
        pool.count(bytes);
    }

    /** What the cache has done and holds. */
    public CacheStatistics cacheStatistics() {
        return cache == null ? CacheStatistics.OFF : cache.statistics();
    }

    /** The file read through pool and cache. */
    ByteSource source(ByteSource far, Sidecar sidecar) {
        return new FarSource(far, pool, cache, BlockCache.key(sidecar.facts().sha256()), sidecar.blocks());
    }

    @Override
    public void close() {
        pool.close();
        if (cache != null) {
            cache.close();
        }
    }
}
