package io.varve.tiering.parquet;

import com.github.luben.zstd.Zstd;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.index.FileEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The entries of one run in row order: for each aggregate how many bytes it shares with the one before, its other
 * bytes, its first version and its count. Where its rows begin follows from the counts. They are stored in compressed
 * blocks, each after its plain and its stored length, and read block by block. Not thread-safe.
 */
final class EntrySegment implements Iterator<FileEntry> {

    private static final int BLOCK_BYTES = 64 << 10;
    private static final int LEVEL = 3;

    private final String location;
    private final ByteBuffer stored;
    private final Run run;
    private FormInput block = new FormInput(ByteBuffer.allocate(0));
    private byte[] aggregate = {};
    private int nextRow;

    /**
     * The entries of a run, at this offset of its sidecar.
     *
     * @param location of the sidecar, for messages
     */
    EntrySegment(String location, byte[] sidecar, int offset, RunTable.Row row) {
        this.location = location;
        this.stored = ByteBuffer.wrap(sidecar, offset, row.entryBytes());
        this.run = row.run();
    }

    static byte[] encode(List<AggregateRows> aggregates) {
        FormOutput stored = new FormOutput();
        FormOutput block = new FormOutput();
        byte[] before = {};
        for (AggregateRows rows : aggregates) {
            byte[] aggregate = rows.bytes();
            int shared = shared(before, aggregate);
            block.number(shared)
                    .number(aggregate.length - shared)
                    .raw(aggregate, shared, aggregate.length - shared)
                    .number(rows.firstVersion())
                    .number(rows.count());
            before = aggregate;
            if (block.size() >= BLOCK_BYTES) {
                store(block, stored);
                block = new FormOutput();
            }
        }
        if (block.size() > 0) {
            store(block, stored);
        }
        return stored.toByteArray();
    }

    @Override
    public boolean hasNext() {
        return block.hasMore() || stored.hasRemaining();
    }

    /** @throws DamagedFileException if the entries are not those of the run; seen at the last one at the latest */
    @Override
    public FileEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            return decode();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedFileException(
                    location,
                    "the entries of the run at " + run.firstPosition() + " cannot be understood: " + e.getMessage(),
                    e);
        }
    }

    private FileEntry decode() {
        if (!block.hasMore()) {
            block = load();
        }
        int shared = block.count();
        byte[] rest = block.sized();
        if (shared > aggregate.length) {
            throw new IllegalArgumentException("an aggregate goes on where the one before has ended");
        }
        byte[] next = Arrays.copyOf(aggregate, shared + rest.length);
        System.arraycopy(rest, 0, next, shared, rest.length);
        if (nextRow > 0 && Arrays.compareUnsigned(aggregate, next) >= 0) {
            throw new IllegalArgumentException("its aggregates do not ascend");
        }
        long firstVersion = block.number();
        int count = block.count();
        FileEntry entry =
                new FileEntry(new AggregateId(FormInput.text(next)), firstVersion, run.firstPosition(), nextRow, count);
        boolean fits = firstVersion <= Long.MAX_VALUE - count
                && (hasNext() ? count < run.events() - nextRow : count == run.events() - nextRow);
        if (!fits) {
            throw new IllegalArgumentException("they do not make up its " + run.events() + " rows");
        }
        aggregate = next;
        nextRow += count;
        return entry;
    }

    /** The UTF-8 bytes of the aggregate of the entry given last. */
    byte[] aggregate() {
        return aggregate;
    }

    private FormInput load() {
        int plain = stored.getInt();
        int length = stored.getInt();
        if (length < 0 || length > stored.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = ZstdFrame.decompress(stored.array(), stored.position(), length, plain);
        stored.position(stored.position() + length);
        return new FormInput(ByteBuffer.wrap(bytes));
    }

    private static void store(FormOutput block, FormOutput stored) {
        byte[] compressed = Zstd.compress(block.toByteArray(), LEVEL);
        stored.int32(block.size()).int32(compressed.length).raw(compressed);
    }

    private static int shared(byte[] before, byte[] after) {
        int mismatch = Arrays.mismatch(before, after);
        return mismatch < 0 ? after.length : mismatch;
    }
}
