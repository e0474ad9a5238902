package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Where each page of a run lies. Immutable and thread-safe.
 *
 * @param columns in the order in which they lie
 */
record RunPages(List<Column> columns) {

    /**
     * The pages of one column.
     *
     * @param chunk where the column lies
     * @param index where its pages lie, and which rows they begin with
     */
    record Column(ColumnChunk chunk, OffsetIndex index) {

        /** Number of the page that holds the row. */
        int page(long row) {
            int low = 0;
            int high = index.getPageCount() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (index.getFirstRowIndex(middle) <= row) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        /** The bytes of pages that follow each other. */
        CheckedFile.Span pages(int first, int last) {
            return new CheckedFile.Span(
                    index.getOffset(first), index.getOffset(last) + index.getCompressedPageSize(last));
        }
    }

    /** The pages of this column. */
    Column column(EventColumn wanted) {
        for (Column column : columns) {
            if (column.chunk().column() == wanted) {
                return column;
            }
        }
        throw new ParquetDecodingException(wanted + " is not in the run");
    }

    /** Reads the indexes of the run. */
    static RunPages read(CheckedFile file, BlockMetaData rowGroup) throws IOException {
        List<Column> columns = new ArrayList<>();
        try (CheckedStream stream = new CheckedStream(file)) {
            for (ColumnChunk chunk : ColumnChunk.of(rowGroup)) {
                IndexReference at = chunk.index();
                if (at == null) {
                    throw new ParquetDecodingException(chunk.column() + " has no index of its pages");
                }
                stream.seek(at.getOffset());
                OffsetIndex index = ParquetMetadataConverter.fromParquetOffsetIndex(Util.readOffsetIndex(stream));
                if (index.getPageCount() == 0) {
                    throw new ParquetDecodingException(chunk.column() + " has an index without pages");
                }
                columns.add(new Column(chunk, index));
            }
        }
        return new RunPages(List.copyOf(columns));
    }
}
