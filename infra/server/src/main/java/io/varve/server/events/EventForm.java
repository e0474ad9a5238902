package io.varve.server.events;

import io.varve.ingest.source.LineFormat;
import java.io.IOException;
import java.io.OutputStream;

/** The forms in which events are printed wherever they are asked for. */
public enum EventForm {
    /** Lines of JSON, see {@link LineFormat#NDJSON}. */
    NDJSON("application/x-ndjson", true),
    /** Lines of CloudEvents, see {@link LineFormat#CLOUDEVENTS}. */
    CLOUDEVENTS("application/cloudevents+ndjson", true),
    /** An Arrow IPC stream, which ends with a mark only if it is whole. */
    ARROW("application/vnd.apache.arrow.stream", false),
    /** A Parquet file in the order of the events, which has a footer only if it is whole. */
    PARQUET("application/vnd.apache.parquet", false);

    private final String mediaType;
    private final boolean isLines;

    EventForm(String mediaType, boolean isLines) {
        this.mediaType = mediaType;
        this.isLines = isLines;
    }

    /** What it is called over HTTP. */
    public String mediaType() {
        return mediaType;
    }

    /** Whether each event is a line, so that a part can be used before its end is known. */
    public boolean isLines() {
        return isLines;
    }

    /**
     * A printer to the stream, which stays the caller's to close.
     *
     * @throws IOException if the stream does not take what stands before the first event
     */
    public EventPrinter printer(OutputStream out) throws IOException {
        return switch (this) {
            case NDJSON -> new LinePrinter(LineFormat.NDJSON, out);
            case CLOUDEVENTS -> new LinePrinter(LineFormat.CLOUDEVENTS, out);
            case ARROW -> ColumnPrinter.arrow(out);
            case PARQUET -> ColumnPrinter.parquet(out);
        };
    }
}
