package io.varve.server.events;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import java.io.IOException;
import java.io.OutputStream;

/** A line for each event. An empty line keeps the connection alive. */
final class LinePrinter implements EventPrinter {

    private final OutputStream out;
    private final EventLineWriter lines;

    LinePrinter(LineFormat format, OutputStream out) {
        this.out = out;
        this.lines = new EventLineWriter(format, out);
    }

    @Override
    public void print(RecordedEvent event) throws IOException {
        lines.write(event);
    }

    @Override
    public void keepAlive() throws IOException {
        lines.flush();
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        lines.flush();
    }

    @Override
    public void finish() throws IOException {
        lines.flush();
    }
}
