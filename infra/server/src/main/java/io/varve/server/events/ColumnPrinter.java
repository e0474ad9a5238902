package io.varve.server.events;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.arrow.ArrowEventWriter;
import io.varve.tiering.parquet.export.ParquetEventWriter;
import java.io.IOException;
import java.io.OutputStream;

/** A form in columns, of many events at a time. It knows nothing that a reader passes over. */
final class ColumnPrinter implements EventPrinter {

    private final OutputStream out;
    private final Write write;
    private final Finish finish;
    private final Runnable close;

    @FunctionalInterface
    private interface Write {
        void event(RecordedEvent event) throws IOException;
    }

    @FunctionalInterface
    private interface Finish {
        void stream() throws IOException;
    }

    private ColumnPrinter(OutputStream out, Write write, Finish finish, Runnable close) {
        this.out = out;
        this.write = write;
        this.finish = finish;
        this.close = close;
    }

    /** An Arrow IPC stream. */
    static EventPrinter arrow(OutputStream out) throws IOException {
        ArrowEventWriter writer = new ArrowEventWriter(out);
        return new ColumnPrinter(out, writer::write, writer::finish, writer::close);
    }

    /** A Parquet file. */
    static EventPrinter parquet(OutputStream out) throws IOException {
        ParquetEventWriter writer = new ParquetEventWriter(out);
        return new ColumnPrinter(out, writer::write, writer::finish, writer::close);
    }

    @Override
    public void print(RecordedEvent event) throws IOException {
        write.event(event);
    }

    @Override
    public void keepAlive() {}

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        finish.stream();
    }

    @Override
    public void close() {
        close.run();
    }
}
