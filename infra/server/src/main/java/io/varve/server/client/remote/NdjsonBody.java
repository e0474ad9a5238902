package io.varve.server.client.remote;

import io.varve.ingest.event.Event;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Events as CloudEvents, one a line. */
final class NdjsonBody {

    private final byte[] bytes;
    private final int events;

    private NdjsonBody(byte[] bytes, int events) {
        this.bytes = bytes;
        this.events = events;
    }

    /** The first of these events: as many as bring it to so many bytes, and one at least if there is one. */
    static NdjsonBody of(List<Event> some, int enoughBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EventLineWriter lines = new EventLineWriter(LineFormat.CLOUDEVENTS, bytes);
        int events = 0;
        try {
            while (events < some.size() && bytes.size() < enoughBytes) {
                lines.write(some.get(events++));
                lines.flush(); // what it holds back has no size yet
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new NdjsonBody(bytes.toByteArray(), events);
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    int events() {
        return events;
    }
}
