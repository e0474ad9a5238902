package io.varve.tiering.cache;

import io.varve.tiering.parquet.ByteRange;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.FileBlocks;
import io.varve.tiering.read.ReadTally;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A file in a far store, read through the cache. What is not in there is fetched in few ranges at the same time, and by
 * one reader only: others that want the same blocks wait for it. A failure is kept by nobody; who comes next tries
 * again. Thread-safe.
 */
public final class FarSource implements ByteSource {

    /** A block and where its bytes go. */
    @SuppressWarnings("ArrayRecordComponent") // a destination, never compared
    private record Wanted(int block, byte[] target, int offset) {}

    private final ByteSource far;
    private final FetchPool pool;
    private final @Nullable BlockCache cache;
    private final long file;
    private final FileBlocks proof;
    private final ConcurrentMap<Integer, CompletableFuture<byte[]>> underway = new ConcurrentHashMap<>();

    /**
     * @param far the file in its store; closed with this
     * @param cache null for none
     * @param file its {@linkplain BlockCache#key key} in the cache
     * @param proof what its blocks must be
     */
    public FarSource(ByteSource far, FetchPool pool, @Nullable BlockCache cache, long file, FileBlocks proof) {
        this.far = far;
        this.pool = pool;
        this.cache = cache;
        this.file = file;
        this.proof = proof;
    }

    @Override
    public String location() {
        return far.location();
    }

    @Override
    public long length() {
        return far.length();
    }

    @Override
    public void readFully(long offset, byte[] target, int targetOffset, int length) throws IOException {
        pool.count(length);
        far.readFully(offset, target, targetOffset, length);
    }

    /** All ranges at the same time, past the cache. */
    @Override
    public void readOnce(List<ByteRange> ranges) throws IOException {
        List<FetchPool.Fetch> fetches = new ArrayList<>();
        for (ByteRange range : ranges) {
            pool.count(range.target().length);
            fetches.add(() -> far.readFully(range.offset(), range.target(), 0, range.target().length));
        }
        pool.all(fetches);
    }

    /** @param ranges of whole blocks */
    @Override
    public void readFully(List<ByteRange> ranges) throws IOException {
        List<Wanted> missing = new ArrayList<>();
        for (ByteRange range : ranges) {
            int block = Math.toIntExact(range.offset() / FileBlocks.BYTES);
            for (int at = 0; at < range.target().length; at += FileBlocks.BYTES, block++) {
                Wanted wanted = new Wanted(block, range.target(), at);
                if (!isCached(wanted)) {
                    missing.add(wanted);
                }
            }
        }
        while (!missing.isEmpty()) {
            missing = fetch(missing);
        }
    }

    @Override
    public void close() throws IOException {
        far.close();
    }

    private boolean isCached(Wanted wanted) {
        boolean found = cache != null && cache.find(file, wanted.block(), proof, wanted.target(), wanted.offset());
        if (found) {
            ReadTally.findsCached(proof.length(wanted.block()));
        }
        return found;
    }

    /** Fetches what nobody else does, then waits for the rest; answers with what is still missing after that. */
    private List<Wanted> fetch(List<Wanted> missing) throws IOException {
        Map<Integer, CompletableFuture<byte[]>> own = new TreeMap<>();
        Map<Integer, CompletableFuture<byte[]>> all = new TreeMap<>();
        for (Wanted wanted : missing) {
            CompletableFuture<byte[]> mine = new CompletableFuture<>();
            CompletableFuture<byte[]> others = underway.putIfAbsent(wanted.block(), mine);
            if (others == null) {
                own.put(wanted.block(), mine);
                // Another reader may just have come to the end of fetching it.
                if (isCached(wanted)) {
                    mine.complete(Arrays.copyOfRange(
                            wanted.target(), wanted.offset(), wanted.offset() + proof.length(wanted.block())));
                }
            }
            all.putIfAbsent(wanted.block(), others == null ? mine : others);
        }
        fetchOwn(own);
        List<Wanted> left = new ArrayList<>();
        for (Wanted wanted : missing) {
            byte[] bytes = take(all, wanted.block(), own.containsKey(wanted.block()));
            if (bytes == null) {
                left.add(wanted);
            } else {
                System.arraycopy(bytes, 0, wanted.target(), wanted.offset(), bytes.length);
            }
        }
        return left;
    }

    private void fetchOwn(Map<Integer, CompletableFuture<byte[]>> own) throws IOException {
        try {
            List<FetchPool.Fetch> fetches = new ArrayList<>();
            List<Integer> blocks =
                    own.keySet().stream().filter(block -> !isDone(own, block)).toList();
            if (cache != null) {
                cache.missed(blocks.size());
            }
            for (FetchPlan.Range range : FetchPlan.of(blocks)) {
                pool.count(bytes(range));
                fetches.add(() -> fetch(range, own));
            }
            pool.all(fetches);
        } catch (IOException | RuntimeException | Error e) {
            own.forEach(underway::remove); // first: who comes now is to try again
            own.values().forEach(future -> future.completeExceptionally(e));
            throw e;
        }
        own.forEach(underway::remove);
    }

    private static boolean isDone(Map<Integer, CompletableFuture<byte[]>> all, int block) {
        CompletableFuture<byte[]> future = all.get(block);
        return future != null && future.isDone();
    }

    private void fetch(FetchPlan.Range range, Map<Integer, CompletableFuture<byte[]>> own) throws IOException {
        byte[] bytes = new byte[bytes(range)];
        far.readFully((long) range.first() * FileBlocks.BYTES, bytes, 0, bytes.length);
        for (int block = range.first(); block < range.end(); block++) {
            int at = (block - range.first()) * FileBlocks.BYTES;
            int length = proof.length(block);
            // What does not match is not kept: the reader sees that it is damaged, and the next one fetches again.
            if (cache != null && proof.proves(block, bytes, at)) {
                cache.put(file, block, ByteBuffer.wrap(bytes, at, length));
            }
            CompletableFuture<byte[]> wanted = own.get(block);
            if (wanted != null) {
                wanted.complete(Arrays.copyOfRange(bytes, at, at + length));
            }
        }
    }

    private int bytes(FetchPlan.Range range) {
        return (range.blocks() - 1) * FileBlocks.BYTES + proof.length(range.end() - 1);
    }

    /** The bytes of a block; null if another reader wanted to fetch it and was interrupted. */
    private static byte @Nullable [] take(Map<Integer, CompletableFuture<byte[]>> all, int block, boolean isOwn)
            throws IOException {
        CompletableFuture<byte[]> future = all.get(block);
        if (future == null) {
            return null;
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InterruptedIOException && !isOwn) {
                return null;
            }
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
