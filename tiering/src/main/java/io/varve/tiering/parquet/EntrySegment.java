package io.varve.tiering.parquet;

import com.github.luben.zstd.Zstd;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.index.FileEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private final ByteBuffer stored;
    private final long runFirstPosition;
    private FormInput block = new FormInput(ByteBuffer.allocate(0));
    private byte[] aggregate = {};
    private int nextRow;

    EntrySegment(byte[] bytes, int offset, int length, long runFirstPosition) {
        this.stored = ByteBuffer.wrap(bytes, offset, length);
        this.runFirstPosition = runFirstPosition;
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

    @Override
    public FileEntry next() {
        if (!block.hasMore()) {
            if (!stored.hasRemaining()) {
                throw new NoSuchElementException();
            }
            block = load();
        }
        int shared = block.count();
        byte[] rest = block.sized();
        byte[] next = Arrays.copyOf(aggregate, shared + rest.length);
        System.arraycopy(rest, 0, next, shared, rest.length);
        aggregate = next;
        long firstVersion = block.number();
        int count = block.count();
        FileEntry entry = new FileEntry(
                new AggregateId(new String(next, StandardCharsets.UTF_8)),
                firstVersion,
                runFirstPosition,
                nextRow,
                count);
        nextRow += count;
        return entry;
    }

    /** The UTF-8 bytes of the aggregate of the entry given last. */
    byte[] aggregate() {
        return aggregate;
    }

    private FormInput load() {
        byte[] plain = new byte[stored.getInt()];
        int length = stored.getInt();
        Zstd.decompressByteArray(plain, 0, plain.length, stored.array(), stored.position(), length);
        stored.position(stored.position() + length);
        return new FormInput(ByteBuffer.wrap(plain));
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
