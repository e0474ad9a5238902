package io.varve.server.http.read;

import io.javalin.http.Context;
import io.varve.server.events.EventForm;
import io.varve.server.events.EventPrinter;
import io.varve.server.http.route.Accepted;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** The forms in which events are answered. */
enum EventFormat {
    NDJSON(EventForm.NDJSON),
    CLOUDEVENTS(EventForm.CLOUDEVENTS),
    /** A JSON array of CloudEvents; always a page. */
    CLOUDEVENTS_BATCH("application/cloudevents-batch+json", false),
    /** Server-sent events whose ids are positions. */
    EVENT_STREAM("text/event-stream", true),
    ARROW(EventForm.ARROW),
    PARQUET(EventForm.PARQUET);

    private final String mediaType;
    private final boolean canFollow;

    EventFormat(EventForm form) {
        this(form.mediaType(), form.isLines());
    }

    EventFormat(String mediaType, boolean canFollow) {
        this.mediaType = mediaType;
        this.canFollow = canFollow;
    }

    String mediaType() {
        return mediaType;
    }

    /** Whether it can be read before its end is known. */
    boolean canFollow() {
        return canFollow;
    }

    /** Prints to the stream, which stays the caller's to close. */
    EventPrinter printer(OutputStream out) throws IOException {
        return switch (this) {
            case NDJSON -> EventForm.NDJSON.printer(out);
            case CLOUDEVENTS -> EventForm.CLOUDEVENTS.printer(out);
            case CLOUDEVENTS_BATCH -> new BatchPrinter(out);
            case EVENT_STREAM -> new EventStreamPrinter(out);
            case ARROW -> EventForm.ARROW.printer(out);
            case PARQUET -> EventForm.PARQUET.printer(out);
        };
    }

    /**
     * The form that the request likes best; the first of these where it has no wish.
     *
     * @throws io.varve.server.http.problem.ProblemException if it takes none of them
     */
    static EventFormat accepted(Context context, EventFormat... offered) {
        List<String> types = Arrays.stream(offered).map(EventFormat::mediaType).toList();
        return offered[types.indexOf(Accepted.choose(context, types))];
    }
}
