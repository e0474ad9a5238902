package io.varve.tiering.parquet.export;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes events as one Parquet file to a stream, in the order in which they come, in row groups of bounded size; the
 * columns are those of the file format (docs/format-file.md), extensions as literals. A file that was not finished has
 * no footer, so no reader takes it for whole. For one thread; does not close the stream it writes to.
 */
public final class ParquetEventWriter implements AutoCloseable {

    private static final long GROUP_BYTES = 8 << 20;
    private static final int PAGE_BYTES = 256 << 10;

    /** Sizes are looked at after so many rows at the latest: one row may be as large as a group. */
    private static final int ROWS_BETWEEN_LOOKS = 16;

    private final StreamOutput output;
    private final ParquetWriter<RecordedEvent> writer;

    /**
     * Begins the file.
     *
     * @throws IOException if {@code out} does not take it
     */
    public ParquetEventWriter(OutputStream out) throws IOException {
        this.output = new StreamOutput(out);
        this.writer = new Builder(output)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdPages())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(ROWS_BETWEEN_LOOKS)
                .build();
    }

    /** Adds an event; a row group that is full with it is written. */
    public void write(RecordedEvent event) throws IOException {
        writer.write(event);
    }

    /** Writes what is left, and the footer by which a reader knows that the file is whole. */
    public void finish() throws IOException {
        writer.close();
        output.flush();
    }

    /** Gives its memory back; what was not finished gets no footer. */
    @Override
    public void close() {
        output.giveUp();
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream that takes everything failed", e);
        }
    }

    /** The library's own builder, for events. */
    private static final class Builder extends ParquetWriter.Builder<RecordedEvent, Builder> {

        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract as long as the library has it
        protected WriteSupport<RecordedEvent> getWriteSupport(Configuration configuration) {
            return new EventWriteSupport();
        }

        @Override
        protected WriteSupport<RecordedEvent> getWriteSupport(ParquetConfiguration configuration) {
            return new EventWriteSupport();
        }
    }
}
