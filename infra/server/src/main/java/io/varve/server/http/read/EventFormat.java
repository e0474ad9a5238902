package io.varve.server.http.read;

import io.javalin.http.Context;
import io.varve.ingest.source.LineFormat;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** The forms in which events are answered. */
enum EventFormat {
    /** Lines of JSON, see {@link LineFormat#NDJSON}. */
    NDJSON("application/x-ndjson", true),
    /** A JSON array of CloudEvents; always a page. */
    CLOUDEVENTS_BATCH("application/cloudevents-batch+json", false),
    /** Server-sent events whose ids are positions. */
    EVENT_STREAM("text/event-stream", true),
    /** An Arrow IPC stream. */
    ARROW("application/vnd.apache.arrow.stream", false);

    private final String mediaType;
    private final boolean canFollow;

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
            case NDJSON -> new LinePrinter(out);
            case CLOUDEVENTS_BATCH -> new BatchPrinter(out);
            case EVENT_STREAM -> new EventStreamPrinter(out);
            case ARROW -> new ArrowPrinter(out);
        };
    }

    /**
     * The form that the request likes best; NDJSON where it has no wish.
     *
     * @throws io.varve.server.http.problem.ProblemException if it takes none of these
     */
    static EventFormat accepted(Context context, List<EventFormat> offered) {
        String header = context.header("Accept");
        if (header == null || header.isBlank()) {
            return offered.get(0);
        }
        QuotedQualityCSV wishes = new QuotedQualityCSV();
        wishes.addValue(header);
        for (String wish : wishes.getValues()) {
            String range = wish.split(";", 2)[0].strip();
            for (EventFormat format : offered) {
                if (format.isIn(range)) {
                    return format;
                }
            }
        }
        throw Problem.of(
                        ProblemType.NOT_ACCEPTABLE,
                        "Accept: '" + header + "' must allow one of "
                                + offered.stream().map(EventFormat::mediaType).collect(Collectors.joining(", ")))
                .exception();
    }

    static EventFormat accepted(Context context) {
        return accepted(context, Arrays.asList(values()));
    }

    private boolean isIn(String range) {
        return range.equals("*/*")
                || range.equalsIgnoreCase(mediaType)
                || (range.equalsIgnoreCase("application/*") && mediaType.startsWith("application/"))
                || (range.equalsIgnoreCase("text/*") && mediaType.startsWith("text/"));
    }
}
