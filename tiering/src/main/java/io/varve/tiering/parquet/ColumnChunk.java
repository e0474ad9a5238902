package io.varve.tiering.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Where a column of a run lies.
 *
 * @param column which it is
 * @param offset where its bytes begin, with the dictionary if it has one
 * @param dataOffset where its data pages begin
 * @param end offset behind its last page
 * @param index where the index of its pages lies; null if it has none
 */
record ColumnChunk(
        EventColumn column,
        long offset,
        long dataOffset,
        long end,
        @Nullable IndexReference index) {

    /** The columns of a row group, in the order in which they lie. */
    static List<ColumnChunk> of(BlockMetaData rowGroup) {
        List<ColumnChunkMetaData> found = rowGroup.getColumns();
        EventColumn[] columns = EventColumn.values();
        if (found.size() != columns.length) {
            throw new ParquetDecodingException(
                    "a row group has " + found.size() + " columns, must have " + columns.length);
        }
        List<ColumnChunk> chunks = new ArrayList<>(columns.length);
        for (int i = 0; i < columns.length; i++) {
            chunks.add(of(columns[i], found.get(i)));
        }
        return chunks;
    }

    private static ColumnChunk of(EventColumn column, ColumnChunkMetaData found) {
        if (!column.isAt(found.getPath().toArray())) {
            throw new ParquetDecodingException("a row group has " + found.getPath() + " in place of " + column);
        }
        if (found.getCodec() != CompressionCodecName.ZSTD) {
            throw new ParquetDecodingException(column + " is compressed by " + found.getCodec() + ", must be by ZSTD");
        }
        long offset = found.getStartingPos();
        return new ColumnChunk(
                column,
                offset,
                found.getFirstDataPageOffset(),
                offset + found.getTotalSize(),
                found.getOffsetIndexReference());
    }

    boolean hasDictionary() {
        return dataOffset > offset;
    }

    /** The page of its dictionary. */
    CheckedFile.Span dictionary() {
        return new CheckedFile.Span(offset, dataOffset);
    }

    /** All its bytes. */
    long bytes() {
        return end - offset;
    }
}
