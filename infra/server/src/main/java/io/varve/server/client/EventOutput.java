package io.varve.server.client;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import io.varve.query.arrow.ArrowEventWriter;
import java.io.IOException;
import java.io.OutputStream;

/** What events are printed to. */
interface EventOutput extends AutoCloseable {

    void write(RecordedEvent event) throws IOException;

    /** Hands over what was printed, as far as the form allows. */
    void flush() throws IOException;

    /** Hands over what was printed: it is all. */
    void finish() throws IOException;

    @Override
    void close();

    static EventOutput of(EventForm form, OutputStream out) throws IOException {
        return switch (form) {
            case NDJSON -> new Lines(new EventLineWriter(LineFormat.NDJSON, out));
            case CLOUDEVENTS -> new Lines(new EventLineWriter(LineFormat.CLOUDEVENTS, out));
            case ARROW -> new Batches(new ArrowEventWriter(out));
        };
    }

    /** Lines of JSON. What was printed before a failure is handed over: it names the position behind that. */
    record Lines(EventLineWriter writer) implements EventOutput {

        @Override
        public void write(RecordedEvent event) throws IOException {
            writer.write(event);
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void finish() throws IOException {
            writer.flush();
        }

        @Override
        public void close() {}
    }

    /** An Arrow stream, which ends with a mark only if it is whole. */
    record Batches(ArrowEventWriter writer) implements EventOutput {

        @Override
        public void write(RecordedEvent event) throws IOException {
            writer.write(event);
        }

        @Override
        public void flush() {}

        @Override
        public void finish() throws IOException {
            writer.finish();
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
