package io.varve.server.events;

import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.parquet.export.ParquetEventWriter;
import java.io.IOException;
import java.io.OutputStream;

/** A Parquet file. It knows nothing that a reader passes over. */
final class ParquetPrinter implements EventPrinter {

    private final OutputStream out;
    private final ParquetEventWriter writer;

    ParquetPrinter(OutputStream out) throws IOException {
        this.out = out;
        this.writer = new ParquetEventWriter(out);
    }

    @Override
    public void print(RecordedEvent event) throws IOException {
        writer.write(event);
    }

    @Override
    public void keepAlive() {}

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        writer.finish();
    }

    @Override
    public void close() {
        writer.close();
    }
}
