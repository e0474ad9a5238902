package io.varve.server.http.append;

import io.varve.ingest.event.Event;
import io.varve.ingest.source.EventLines;
import io.varve.ingest.source.EventSource;
import java.io.IOException;

/** The lines of a request, as a part of a source whose name and fingerprint its sender gives. */
record LoadLines(String name, String fingerprint, EventLines lines) implements EventSource {

    @Override
    public boolean next() throws IOException {
        return lines.next();
    }

    @Override
    public Event event() {
        return lines.event();
    }

    @Override
    public long row() {
        return lines.line();
    }

    @Override
    public String where(long row) {
        return "line " + row;
    }

    /** Not counted: what a sender wants to know are events. */
    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    public long totalBytes() {
        return -1;
    }

    @Override
    public void close() {
        // the body is the request's
    }
}
