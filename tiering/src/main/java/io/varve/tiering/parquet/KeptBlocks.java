package io.varve.tiering.parquet;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;

/**
 * A copy of those blocks of a Parquet file that say where its pages lie: footer and offset indexes. With it rows are
 * read from far away in one step.
 *
 * @param ranges ascending, not touching each other
 */
record KeptBlocks(List<Range> ranges) {

    /**
     * Blocks one after the other.
     *
     * @param firstBlock number of the first block
     * @param bytes of whole blocks, but for the last block of the file
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Range(int firstBlock, byte[] bytes) {

        long offset() {
            return (long) firstBlock * BlockChecksums.BLOCK_BYTES;
        }

        long end() {
            return offset() + bytes.length;
        }
    }

    /** Reads bytes of the Parquet file. */
    interface Reader {
        byte[] read(long offset, int length) throws IOException;
    }

    private static final int LEVEL = 3;
    private static final int TRAILER_BYTES = 8;

    /** Takes the copy from a finished file. */
    static KeptBlocks of(List<BlockMetaData> rowGroups, long fileBytes, Reader reader) throws IOException {
        long indexStart = Long.MAX_VALUE;
        long indexEnd = 0;
        for (BlockMetaData rowGroup : rowGroups) {
            for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
                IndexReference index = chunk.getOffsetIndexReference();
                indexStart = Math.min(indexStart, index.getOffset());
                indexEnd = Math.max(indexEnd, index.getOffset() + index.getLength());
            }
        }
        int footerBytes = Integer.reverseBytes(ByteBuffer.wrap(reader.read(fileBytes - TRAILER_BYTES, TRAILER_BYTES))
                .getInt());
        int indexFirst = (int) (indexStart / BlockChecksums.BLOCK_BYTES);
        int indexNext = BlockChecksums.blocks(indexEnd);
        int footerFirst = (int) ((fileBytes - TRAILER_BYTES - footerBytes) / BlockChecksums.BLOCK_BYTES);
        List<Range> ranges = new ArrayList<>();
        if (indexNext >= footerFirst) {
            ranges.add(range(indexFirst, BlockChecksums.blocks(fileBytes), fileBytes, reader));
        } else {
            ranges.add(range(indexFirst, indexNext, fileBytes, reader));
            ranges.add(range(footerFirst, BlockChecksums.blocks(fileBytes), fileBytes, reader));
        }
        return new KeptBlocks(ranges);
    }

    byte[] encode() {
        FormOutput plain = new FormOutput();
        FormOutput out = new FormOutput().number(ranges.size());
        for (Range range : ranges) {
            out.number(range.firstBlock()).number(range.bytes().length);
            plain.raw(range.bytes());
        }
        return out.raw(Zstd.compress(plain.toByteArray(), LEVEL)).toByteArray();
    }

    /**
     * Reads what {@link #encode} gave.
     *
     * @param fileBytes length of the Parquet file
     * @throws IllegalArgumentException if it is not of such a file
     * @throws java.nio.BufferUnderflowException if it is cut short
     */
    static KeptBlocks decode(byte[] section, long fileBytes) {
        ByteBuffer buffer = ByteBuffer.wrap(section);
        FormInput in = new FormInput(buffer);
        List<Integer> firstBlocks = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        long end = 0;
        int total = 0;
        for (int left = in.count(); left > 0; left--) {
            int firstBlock = in.count();
            int length = in.count();
            long offset = (long) firstBlock * BlockChecksums.BLOCK_BYTES;
            if (offset < end || offset + length > fileBytes) {
                throw new IllegalArgumentException("a copy of the " + length + " bytes at " + offset + " of a file of "
                        + fileBytes + ", after one that ends at " + end);
            }
            firstBlocks.add(firstBlock);
            lengths.add(length);
            end = offset + length;
            total = Math.addExact(total, length);
        }
        byte[] plain = ZstdFrame.decompress(section, buffer.position(), buffer.remaining(), total);
        FormInput parts = new FormInput(ByteBuffer.wrap(plain));
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            ranges.add(new Range(firstBlocks.get(i), parts.raw(lengths.get(i))));
        }
        return new KeptBlocks(List.copyOf(ranges));
    }

    private static Range range(int first, int next, long fileBytes, Reader reader) throws IOException {
        long offset = (long) first * BlockChecksums.BLOCK_BYTES;
        long end = Math.min(fileBytes, (long) next * BlockChecksums.BLOCK_BYTES);
        return new Range(first, reader.read(offset, Math.toIntExact(end - offset)));
    }
}
