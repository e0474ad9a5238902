package io.varve.server.http.read;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.LineFormat;
import io.varve.server.events.EventPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** A JSON array with a CloudEvent on each line. */
final class BatchPrinter implements EventPrinter {

    private final OutputStream out;
    private final OneLine line = new OneLine(LineFormat.CLOUDEVENTS);
    private boolean begun;

    BatchPrinter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void print(RecordedEvent event) throws IOException {
        out.write(begun ? ',' : '[');
        begun = true;
        line.printTo(out, event);
    }

    @Override
    public void keepAlive() throws IOException {
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        if (!begun) {
            out.write('[');
        }
        out.write(']');
        out.write('\n');
        out.flush();
    }
}
