package io.varve.server.client;

/** The forms in which events are printed. */
public enum EventForm {
    /** Lines of JSON, see {@link io.varve.ingest.source.LineFormat#NDJSON}. */
    NDJSON,
    /** Lines of CloudEvents, see {@link io.varve.ingest.source.LineFormat#CLOUDEVENTS}. */
    CLOUDEVENTS,
    /** An Arrow IPC stream, which ends with a mark only if it is whole. */
    ARROW
}
