package io.varve.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.append.AppendRefusal;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.server.report.JsonReport;
import io.varve.server.report.ProgramVersion;
import java.util.List;
import java.util.Locale;

/** What those ask who watch over the server. */
record HealthRoutes(ServedLogs logs, ArchiveMetrics metrics) implements Routes {

    private static final String STATUS = "status";

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/health/live", context -> answer(context, json -> json.field(STATUS, "live")), Role.ANYONE);
        routes.get("/health/ready", this::ready, Role.ANYONE);
        routes.head("/health/live", context -> answer(context, json -> json.field(STATUS, "live")), Role.ANYONE);
        routes.head("/health/ready", this::ready, Role.ANYONE);
        routes.get(
                "/version",
                context -> Answers.json(context, 200, json -> json.field("version", ProgramVersion.text())),
                Role.ANYONE);
        routes.get("/metrics", this::metrics, Role.READER);
    }

    private void metrics(Context context) {
        AccessCheck.requireReaderOfAll(context);
        context.contentType("text/plain; version=0.0.4").result(metrics.scrape());
    }

    /**
     * Ready is who answers readers, and that is every log from before the server listens until it ends. That a log
     * takes no appends is said and does not change that: whoever asks here cuts off all requests of a server that is
     * not ready, so a full disk would take history away from its readers too, and producers are told by their own
     * answers. Nobody has to prove who he is here: which logs there are, and words that name files, are for
     * {@code /v1/logs}.
     */
    private void ready(Context context) {
        List<List<AppendRefusal>> refusals =
                logs.all().stream().map(log -> log.appender().refusals()).toList();
        long refusing = refusals.stream().filter(each -> !each.isEmpty()).count();
        List<String> reasons = refusals.stream()
                .flatMap(List::stream)
                .map(refusal -> refusal.reason().name().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
        answer(
                context,
                json -> json.field(STATUS, refusing == 0 ? "ready" : "refusing appends")
                        .field("logs", refusals.size())
                        .field("refusing", refusing)
                        .texts("refusals", reasons));
    }

    /** On one line, for who looks with curl. */
    private static void answer(Context context, JsonReport.Content content) {
        Answers.printed(context, 200, "application/json", out -> JsonReport.line(out, content));
    }
}
