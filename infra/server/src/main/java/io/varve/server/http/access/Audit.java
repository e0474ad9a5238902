package io.varve.server.http.access;

import io.javalin.http.Context;
import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import io.varve.server.access.Principal;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.route.JsonObject;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.report.JsonReport;
import io.varve.server.report.Words;
import io.varve.tiering.partition.PartitionUnit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What operators ask for, kept in a log of its own: an event before it is done, without which it is not, and one that
 * tells how it was answered. Thread-safe.
 */
public final class Audit {

    /** The name of the log; it is created with the first action. */
    public static final String LOG = "varve-audit";

    private static final String REQUEST = "varve.request";
    private static final Duration HOT = Duration.ofDays(60);
    private static final Duration WARM = Duration.ofDays(365);
    private static final int MOST_CHARS = 256;

    private final ServedLogs logs;

    public Audit(ServedLogs logs) {
        this.logs = logs;
    }

    /** Keeps that somebody asks for an action; does nothing for a request that is none. */
    public void asked(Context context) {
        if (context.routeRoles().equals(Set.of(Role.OPERATOR))) {
            String request = UUID.randomUUID().toString();
            append(context, request, "OperatorActionAsked", json -> {});
            context.attribute(REQUEST, request);
        }
    }

    /** Keeps how it was answered; that this fails is logged with all that would have been kept. */
    public void answered(Context context) {
        String request = context.attribute(REQUEST);
        if (request == null) {
            return;
        }
        try {
            append(
                    context,
                    request,
                    "OperatorActionAnswered",
                    json -> json.field("status", context.statusCode())
                            .field("body", context.<String>attribute(JsonObject.ATTRIBUTE))
                            .field("location", context.res().getHeader("Location")));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Audit.class)
                    .error(
                            "the audit log misses that request {}, {} {} of {}, was answered with {}: {}",
                            request,
                            context.method(),
                            context.path(),
                            who(context),
                            context.statusCode(),
                            e.getMessage());
        }
    }

    private void append(Context context, String request, String type, JsonReport.Content more) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(data, false, StandardCharsets.UTF_8)) {
            JsonReport.line(out, json -> {
                json.field("request", request)
                        .field("method", context.method().name())
                        .field("path", context.path())
                        .field("query", context.queryString())
                        .field("address", context.ip());
                more.write(json);
            });
        }
        Event event = new Event(
                type + "-" + request,
                "/varve/audit",
                new AggregateId(who(context)),
                type,
                null,
                "application/json",
                null,
                Payload.of(data.toByteArray()),
                Collections.emptySortedMap());
        log().appender().append(AppendRequest.of(List.of(event)));
    }

    private static String who(Context context) {
        @Nullable Principal principal = context.attribute(AccessCheck.PRINCIPAL);
        if (principal == null) {
            return "anybody";
        }
        String name = Words.onOneLine(principal.name());
        return name.length() > MOST_CHARS ? name.substring(0, MOST_CHARS) : name;
    }

    private ArchiveLog log() {
        return logs.orCreate(LOG, PartitionUnit.MONTH, HOT, WARM);
    }
}
