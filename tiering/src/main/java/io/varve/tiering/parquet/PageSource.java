package io.varve.tiering.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Brings the pages of a file to the decoder, in parts of bounded size. Footer and indexes are the library's to read;
 * pages are read here, since its reader looks at whole pages and at each index again for every few rows. Thread-safe.
 */
final class PageSource {

    /** The most compressed bytes in memory at a time, but for a single page larger than that. */
    private static final long PART_BYTES = 16 << 20;

    private final CheckedFile file;
    private final List<BlockMetaData> rowGroups;
    private final AtomicReferenceArray<@Nullable RunPages> runPages;

    PageSource(CheckedFile file, ParquetMetadata footer) {
        this.file = file;
        this.rowGroups = footer.getBlocks();
        this.runPages = new AtomicReferenceArray<>(rowGroups.size());
    }

    static ParquetMetadata readFooter(CheckedFile file) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (CheckedStream stream = new CheckedStream(file)) {
            return ParquetFileReader.readFooter(file, options, stream);
        }
    }

    /** Decodes all rows of a run, some columns at a time; needs no indexes for a chunk that is read at once. */
    void decodeRun(int run, RowDecoder decoder) throws IOException {
        List<ColumnChunk> part = new ArrayList<>();
        long partBytes = 0;
        for (ColumnChunk chunk : ColumnChunk.of(rowGroups.get(run))) {
            if (partBytes + chunk.bytes() > PART_BYTES) {
                decodeWhole(part, decoder);
                part.clear();
                partBytes = 0;
            }
            if (chunk.bytes() > PART_BYTES) {
                decodeInParts(run, chunk, decoder);
            } else {
                part.add(chunk);
                partBytes += chunk.bytes();
            }
        }
        decodeWhole(part, decoder);
    }

    /** Decodes some rows of a run from just the pages that hold them. */
    void decodeRows(int run, int firstRow, int count, RowDecoder decoder) throws IOException {
        List<RunPages.Column> columns = pages(run).columns();
        List<CheckedFile.Span> spans = new ArrayList<>();
        for (RunPages.Column column : columns) {
            if (column.chunk().hasDictionary()) {
                spans.add(column.chunk().dictionary());
            }
            spans.add(column.pages(column.page(firstRow), column.page(firstRow + count - 1L)));
        }
        Iterator<ByteBuffer> found = file.read(spans, false).iterator();
        for (RunPages.Column column : columns) {
            int pagesFirstRow = Math.toIntExact(column.index().getFirstRowIndex(column.page(firstRow)));
            decodeNext(column.chunk(), found, pagesFirstRow, decoder);
        }
    }

    private void decodeWhole(List<ColumnChunk> chunks, RowDecoder decoder) {
        List<CheckedFile.Span> spans = new ArrayList<>();
        for (ColumnChunk chunk : chunks) {
            if (chunk.hasDictionary()) {
                spans.add(chunk.dictionary());
            }
            spans.add(new CheckedFile.Span(chunk.dataOffset(), chunk.end()));
        }
        Iterator<ByteBuffer> found = file.read(spans, true).iterator();
        for (ColumnChunk chunk : chunks) {
            decodeNext(chunk, found, 0, decoder);
        }
    }

    private static void decodeNext(ColumnChunk chunk, Iterator<ByteBuffer> found, int firstRow, RowDecoder decoder) {
        ByteBuffer dictionary = chunk.hasDictionary() ? found.next() : null;
        decoder.decode(new ChunkReader(
                chunk.column(), dictionary, List.of(found.next()).iterator(), firstRow));
    }

    /** Decodes a large chunk, some pages at a time. */
    private void decodeInParts(int run, ColumnChunk chunk, RowDecoder decoder) throws IOException {
        RunPages.Column column = pages(run).column(chunk.column());
        ByteBuffer dictionary = chunk.hasDictionary()
                ? file.read(List.of(chunk.dictionary()), true).get(0)
                : null;
        decoder.decode(new ChunkReader(chunk.column(), dictionary, new Parts(column), 0));
    }

    private RunPages pages(int run) throws IOException {
        RunPages known = runPages.get(run);
        if (known == null) {
            known = RunPages.read(file, rowGroups.get(run));
            runPages.set(run, known); // another thread may read the same
        }
        return known;
    }

    /** All pages of a column, some at a time. */
    private final class Parts implements Iterator<ByteBuffer> {

        private final RunPages.Column column;
        private int nextPage;

        Parts(RunPages.Column column) {
            this.column = column;
        }

        @Override
        public boolean hasNext() {
            return nextPage < column.index().getPageCount();
        }

        @Override
        public ByteBuffer next() {
            int first = nextPage;
            long bytes = 0;
            do {
                bytes += column.index().getCompressedPageSize(nextPage);
                nextPage++;
            } while (hasNext() && bytes + column.index().getCompressedPageSize(nextPage) <= PART_BYTES);
            return file.read(List.of(column.pages(first, nextPage - 1)), true).get(0);
        }
    }
}
