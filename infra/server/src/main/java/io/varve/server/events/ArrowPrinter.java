package io.varve.server.events;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.arrow.ArrowEventWriter;
import java.io.IOException;
import java.io.OutputStream;

/** An Arrow IPC stream. It knows nothing that a reader passes over. */
final class ArrowPrinter implements EventPrinter {

    private final OutputStream out;
    private final ArrowEventWriter writer;

    ArrowPrinter(OutputStream out) throws IOException {
        this.out = out;
        this.writer = new ArrowEventWriter(out);
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
