package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.columnindex.RowRanges;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.ColumnIndexStore;

/** Brings the pages of a file to the decoder, in parts of bounded size. Not thread-safe. */
final class PageSource implements AutoCloseable {

    /** The most compressed bytes in memory at a time, but for a single page larger than that. */
    private static final long PART_BYTES = 16 << 20;

    private final PageZstd zstd = new PageZstd();
    private final CheckedStream stream;
    private final ParquetFileReader parquet;

    PageSource(CheckedFile file, ParquetMetadata footer) throws IOException {
        this.stream = new CheckedStream(file);
        this.parquet = new ParquetFileReader(file, footer, options(zstd), stream);
    }

    static ParquetMetadata readFooter(CheckedFile file) throws IOException {
        PageZstd zstd = new PageZstd();
        try (CheckedStream stream = new CheckedStream(file)) {
            return ParquetFileReader.readFooter(file, options(zstd), stream);
        } finally {
            zstd.release();
        }
    }

    /** Decodes all rows of a run, some columns at a time. */
    void decodeRun(int run, RowDecoder decoder) throws IOException {
        stream.readOnce(true);
        BlockMetaData rowGroup = parquet.getRowGroups().get(run);
        List<ColumnDescriptor> part = new ArrayList<>();
        long partBytes = 0;
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
            if (partBytes + chunk.getTotalSize() > PART_BYTES) {
                decodeAll(run, part, decoder);
                part.clear();
                partBytes = 0;
            }
            ColumnDescriptor column =
                    EventSchema.MESSAGE.getColumnDescription(chunk.getPath().toArray());
            if (chunk.getTotalSize() > PART_BYTES) {
                decodeInParts(run, chunk, column, decoder);
            } else {
                part.add(column);
                partBytes += chunk.getTotalSize();
            }
        }
        decodeAll(run, part, decoder);
    }

    /** Decodes some rows of a run from just the pages that hold them. */
    void decodeRows(int run, int firstRow, int count, RowDecoder decoder) throws IOException {
        stream.readOnce(false);
        loadOffsetIndexes(run);
        decodeRange(run, EventSchema.MESSAGE.getColumns(), firstRow, firstRow + count - 1L, decoder);
    }

    @Override
    public void close() throws IOException {
        parquet.close();
        zstd.release();
    }

    private void decodeAll(int run, List<ColumnDescriptor> columns, RowDecoder decoder) throws IOException {
        if (!columns.isEmpty()) {
            parquet.setRequestedSchema(columns);
            try (PageReadStore pages = parquet.readRowGroup(run)) {
                for (ColumnDescriptor column : columns) {
                    decoder.decode(pages, column);
                }
            }
        }
    }

    private void decodeInParts(int run, ColumnChunkMetaData chunk, ColumnDescriptor column, RowDecoder decoder)
            throws IOException {
        OffsetIndex index = loadOffsetIndexes(run).getOffsetIndex(chunk.getPath());
        long rows = parquet.getRowGroups().get(run).getRowCount();
        int firstPage = 0;
        long bytes = 0;
        for (int page = 0; page < index.getPageCount(); page++) {
            bytes += index.getCompressedPageSize(page);
            boolean last = page == index.getPageCount() - 1;
            if (last || bytes + index.getCompressedPageSize(page + 1) > PART_BYTES) {
                long firstRow = index.getFirstRowIndex(firstPage);
                decodeRange(run, List.of(column), firstRow, index.getLastRowIndex(page, rows), decoder);
                firstPage = page + 1;
                bytes = 0;
            }
        }
    }

    private void decodeRange(int run, List<ColumnDescriptor> columns, long firstRow, long lastRow, RowDecoder decoder)
            throws IOException {
        parquet.setRequestedSchema(columns);
        RowRanges range =
                RowRanges.builder().addSelectedRange(firstRow, lastRow).build();
        try (PageReadStore pages = parquet.readFilteredRowGroup(run, range)) {
            for (ColumnDescriptor column : columns) {
                decoder.decode(pages, column);
            }
        }
    }

    /** The library keeps the indexes of those columns that are requested when it first loads them: so, of all. */
    private ColumnIndexStore loadOffsetIndexes(int run) {
        parquet.setRequestedSchema(EventSchema.MESSAGE);
        return parquet.getColumnIndexStore(run);
    }

    private static ParquetReadOptions options(PageZstd zstd) {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(zstd)
                .usePageChecksumVerification()
                .withUseHadoopVectoredIo(true)
                .build();
    }
}
