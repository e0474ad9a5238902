package io.varve.server.http.append;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.AppendSequence;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.source.CloudEventJson;
import io.varve.ingest.source.EventLines;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Bodies;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.input.Inputs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/logs/{log}/events}. */
public final class AppendRoutes implements Routes {

    /** What the version of the events' aggregate must be: a number, {@code none} or {@code any}. */
    public static final String EXPECTED_VERSION = "Varve-Expected-Version";

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final List<String> ACCEPTED = List.of(STRUCTURED, BATCH, Ndjson.TYPE);
    private static final String OTHER_CLOUDEVENTS = "application/cloudevents";
    private static final String ATTRIBUTE = "ce-";

    private final ServedLogs logs;
    private final VarveConfig.Limits limits;

    public AppendRoutes(ServedLogs logs, VarveConfig.Limits limits) {
        this.logs = logs;
        this.limits = limits;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/logs/{log}/events", this::append, Role.PRODUCER);
    }

    private void append(Context context) throws IOException {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        ExpectedVersion expected = expectedVersion(context);
        String type = Bodies.mediaType(context);
        if (Ndjson.is(type)) {
            Bodies.requirePlainUtf8(context);
            if (expected.equals(ExpectedVersion.any())) {
                EventLines lines =
                        new EventLines(Bodies.bounded(context, limits.maxBulkBytes()), Ndjson.maxLineBytes(log));
                AppendAnswers.bulk(context, log, new BulkAppend(log, lines).run());
            } else {
                store(context, log, lines(context, log), expected);
            }
        } else {
            store(context, log, whole(context, type), expected);
        }
    }

    private static void store(Context context, ArchiveLog log, List<Event> events, ExpectedVersion expected) {
        if (events.isEmpty()) {
            AppendAnswers.each(context, log, events, List.of());
            return;
        }
        AppendRequest request;
        try {
            request = new AppendRequest(events, expected);
        } catch (IllegalArgumentException e) {
            throw refusedHeader(String.valueOf(e.getMessage()));
        }
        List<Appended> appended = Answer.of(log.appender().submit(request, new AppendSequence(), Duration.ZERO));
        AppendAnswers.each(context, log, events, appended);
    }

    /** Events that are stored all together or not at all. */
    private List<Event> whole(Context context, @Nullable String type) throws IOException {
        if (STRUCTURED.equals(type) || BATCH.equals(type)) {
            Bodies.requirePlainUtf8(context);
            byte[] body = Bodies.whole(context, limits.maxBodyBytes());
            return BATCH.equals(type)
                    ? CloudEventJson.parseBatch(body)
                    : List.of(CloudEventJson.parse(body, 0, body.length));
        }
        Map<String, String> attributes = attributes(context);
        if (attributes.isEmpty() || (type != null && type.startsWith(OTHER_CLOUDEVENTS))) {
            throw Bodies.unsupported(
                    (type == null ? "the body has no Content-Type" : "a body of type '" + type + "' is not taken here")
                            + ": send " + String.join(", ", ACCEPTED)
                            + ", or any other with the event's attributes as headers ce-id, ce-source, ...",
                    ACCEPTED);
        }
        Bodies.requirePlain(context);
        return List.of(CloudEventJson.parseBinary(
                attributes, context.header("Content-Type"), Bodies.whole(context, limits.maxBodyBytes())));
    }

    /** NDJSON that is stored whole, for the sake of an expected version. */
    private List<Event> lines(Context context, ArchiveLog log) throws IOException {
        EventLines lines = new EventLines(Bodies.bounded(context, limits.maxBodyBytes()), Ndjson.maxLineBytes(log));
        List<Event> events = new ArrayList<>();
        try {
            while (lines.next()) {
                events.add(lines.event());
            }
        } catch (InvalidEventException e) {
            throw new InvalidEventException("line " + lines.line() + ": " + e.getMessage());
        }
        return events;
    }

    private static Map<String, String> attributes(Context context) {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : Collections.list(context.req().getHeaderNames())) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(ATTRIBUTE)) {
                List<String> values = Collections.list(context.req().getHeaders(header));
                if (values.size() > 1) {
                    throw Problem.of(
                                    ProblemType.INVALID_EVENT,
                                    "header '" + name + "' is given " + values.size() + " times")
                            .exception();
                }
                attributes.put(name.substring(ATTRIBUTE.length()), values.get(0));
            }
        }
        return attributes;
    }

    private static ExpectedVersion expectedVersion(Context context) {
        String text = context.header(EXPECTED_VERSION);
        try {
            return text == null ? ExpectedVersion.any() : Inputs.expectedVersion(text);
        } catch (IllegalArgumentException e) {
            throw refusedHeader(String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException refusedHeader(String why) {
        return Query.refusal(EXPECTED_VERSION, "header " + EXPECTED_VERSION + ": " + why);
    }
}
