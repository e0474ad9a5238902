package io.varve.server.http.read;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.LineFormat;
import io.varve.server.events.EventPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** Server-sent events: the position is the id, the data a line of NDJSON. A comment keeps the connection alive. */
final class EventStreamPrinter implements EventPrinter {

    private static final byte[] DATA = "\ndata: ".getBytes(US_ASCII);
    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);

    private final OutputStream out;
    private final OneLine line = new OneLine(LineFormat.NDJSON);

    EventStreamPrinter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void print(RecordedEvent event) throws IOException {
        out.write(ID);
        out.write(Long.toString(event.position()).getBytes(US_ASCII));
        out.write(DATA);
        line.printTo(out, event);
        out.write('\n');
    }

    @Override
    public void keepAlive() throws IOException {
        out.write(COMMENT);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }
}
