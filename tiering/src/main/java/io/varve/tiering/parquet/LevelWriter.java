package io.varve.tiering.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/**
 * The repetition or definition levels of a page. Mostly they are all the same, and then only counted. Not thread-safe.
 */
final class LevelWriter {

    private static final int SLAB_BYTES = 64;
    private static final int MAX_SLAB_BYTES = 64 << 10;

    private final RunLengthBitPackingHybridEncoder encoder;
    private final PageBytes single = new PageBytes();
    private int level;
    private int count;
    private boolean mixed;

    LevelWriter(int maxLevel) {
        this.encoder = new RunLengthBitPackingHybridEncoder(
                BytesUtils.getWidthFromMaxInt(maxLevel),
                SLAB_BYTES,
                MAX_SLAB_BYTES,
                HeapByteBufferAllocator.getInstance());
    }

    void put(int next) throws IOException {
        if (mixed) {
            encoder.writeInt(next);
        } else if (count == 0 || next == level) {
            level = next;
            count++;
        } else {
            for (int i = 0; i < count; i++) {
                encoder.writeInt(level);
            }
            encoder.writeInt(next);
            mixed = true;
        }
    }

    /** Writes the levels after their length, and begins anew. */
    void endPage(PageBytes page) throws IOException {
        if (mixed) {
            BytesInput bytes = encoder.toBytes();
            page.putInt(Math.toIntExact(bytes.size()));
            bytes.writeAllTo(page);
            encoder.reset();
        } else {
            single.clear();
            BytesUtils.writeUnsignedVarInt(count << 1, single);
            single.write(level);
            page.putInt(single.size());
            page.write(single.array(), 0, single.size());
        }
        count = 0;
        mixed = false;
    }

    void close() {
        encoder.close();
    }
}
