package io.varve.tiering.cache;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.parquet.FileBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks of sealed files on local disk, of bounded size. What it gives was proven by the file's checksums: a block that
 * was altered on disk is dropped and not found. A disk that fails makes it find nothing, and never fails a reader.
 * Thread-safe. Its directory may be deleted while it is closed.
 */
public final class BlockCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockCache.class);

    /** {@code VarveBC} and the version of the two files' form. */
    private static final long MAGIC = 0x5661_7276_6542_4301L;

    private static final int HEAD_BYTES = 16;

    private final Path directory;
    private final SlotTable table;
    private final CacheFile blocks;
    private final CacheFile slots;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private BlockCache(Path directory, SlotTable table, CacheFile blocks, CacheFile slots) {
        this.directory = directory;
        this.table = table;
        this.blocks = blocks;
        this.slots = slots;
    }

    /**
     * Opens the cache and finds what an earlier process left in it; one of another size or form is emptied.
     *
     * @param directory its own; made if absent
     * @param maxBytes the most bytes of blocks, at least some 64 KiB are kept
     */
    public static BlockCache open(Path directory, long maxBytes) throws IOException {
        Files.createDirectories(directory);
        SlotTable table = new SlotTable(maxBytes / FileBlocks.BYTES);
        CacheFile blocks = new CacheFile(directory.resolve("blocks"));
        CacheFile slots = new CacheFile(directory.resolve("slots"));
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .putLong(MAGIC)
                .putLong(table.slots())
                .flip();
        ByteBuffer found = ByteBuffer.allocate(HEAD_BYTES);
        slots.read(0, found);
        if (found.flip().equals(head)) {
            ByteBuffer entries = ByteBuffer.allocate(table.slots() * SlotTable.ENTRY_BYTES);
            slots.read(HEAD_BYTES, entries);
            entries.flip();
            for (int slot = 0; entries.remaining() >= SlotTable.ENTRY_BYTES; slot++) {
                table.decode(slot, entries);
            }
        } else {
            slots.truncate(0);
            blocks.truncate(0);
            slots.write(0, head);
        }
        return new BlockCache(directory, table, blocks, slots);
    }

    /** The name of a file in the cache: the first bytes of the SHA-256 of all its bytes. */
    public static long key(byte[] sha256) {
        if (sha256.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes");
        }
        return ByteBuffer.wrap(sha256).getLong();
    }

    /**
     * Copies the block into the target; false if it is not here. Where it is not, the target holds anything.
     *
     * @param proof the checksums of the file
     */
    boolean find(long file, int block, FileBlocks proof, byte[] target, int offset) {
        int slot;
        synchronized (table) {
            slot = table.find(file, block);
        }
        if (slot == SlotTable.NONE) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(target, offset, proof.length(block));
        try {
            if (read(slot, bytes.duplicate()) && proof.proves(block, target, offset)) {
                hits.increment();
                return true;
            }
            synchronized (table) {
                // A slot that was filled anew meanwhile is no damage.
                boolean altered = table.holds(slot, file, block)
                        && !(read(slot, bytes.duplicate()) && proof.proves(block, target, offset));
                if (altered) {
                    drop(slot);
                }
            }
        } catch (IOException e) {
            failed(e);
        }
        return false;
    }

    /** Counts blocks that were not found and are fetched. */
    void missed(int count) {
        misses.add(count);
    }

    /** Keeps the block, whose bytes were proven. */
    void put(long file, int block, ByteBuffer bytes) {
        int slot;
        synchronized (table) {
            int before = table.stored();
            slot = table.take(file, block);
            if (table.stored() < before) {
                evictions.increment();
            }
        }
        if (slot == SlotTable.NONE) {
            return;
        }
        boolean kept = false;
        try {
            blocks.write((long) slot * FileBlocks.BYTES, bytes.duplicate());
            slots.write(entryAt(slot), ByteBuffer.wrap(SlotTable.encode(slot, file, block)));
            kept = true;
        } catch (IOException e) {
            failed(e);
        }
        synchronized (table) {
            if (kept) {
                table.fill(slot, file, block);
            } else {
                table.free(slot);
            }
        }
    }

    /** What it has done and holds. */
    public CacheStatistics statistics() {
        synchronized (table) {
            return new CacheStatistics(
                    hits.sum(),
                    misses.sum(),
                    evictions.sum(),
                    damaged.sum(),
                    failures.sum(),
                    (long) table.stored() * FileBlocks.BYTES,
                    (long) table.slots() * FileBlocks.BYTES);
        }
    }

    @Override
    public void close() {
        try (blocks) {
            slots.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    private boolean read(int slot, ByteBuffer target) throws IOException {
        blocks.read((long) slot * FileBlocks.BYTES, target);
        return !target.hasRemaining();
    }

    private void drop(int slot) throws IOException {
        table.free(slot);
        damaged.increment();
        if (isWorthSaying(damaged)) {
            LOG.warn("{} blocks in {} were not as they were stored; they are fetched again", damaged.sum(), directory);
        }
        slots.write(entryAt(slot), ByteBuffer.allocate(SlotTable.ENTRY_BYTES));
    }

    private void failed(IOException e) {
        failures.increment();
        if (isWorthSaying(failures)) {
            LOG.warn("the cache in {} failed {} times, now: {}", directory, failures.sum(), e.getMessage());
        }
    }

    /** The first time, then ever more rarely: a bad disk fails at each block. */
    private static boolean isWorthSaying(LongAdder times) {
        return Long.bitCount(times.sum()) == 1;
    }

    private static long entryAt(int slot) {
        return HEAD_BYTES + (long) slot * SlotTable.ENTRY_BYTES;
    }
}
