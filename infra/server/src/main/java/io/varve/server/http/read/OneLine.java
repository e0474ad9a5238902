package io.varve.server.http.read;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Prints one event at a time to where something else stands around it. */
final class OneLine {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final EventLineWriter writer;

    OneLine(LineFormat format) {
        this.writer = new EventLineWriter(format, line);
    }

    /** Prints the event and a line break. */
    void printTo(OutputStream out, RecordedEvent event) throws IOException {
        line.reset();
        writer.write(event);
        writer.flush();
        line.writeTo(out);
    }
}
