package io.varve.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.server.report.ProgramVersion;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What those ask who watch over the server. */
record HealthRoutes(ServedLogs logs, ArchiveMetrics metrics) implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/health/live", context -> answer(context, 200, "live"), Role.ANYONE);
        routes.get("/health/ready", this::ready, Role.ANYONE);
        routes.head("/health/live", context -> answer(context, 200, "live"), Role.ANYONE);
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

    /** Every log was opened before the server listens; it is ready unless one of them has stopped to take appends. */
    private void ready(Context context) {
        boolean refused = false;
        for (ArchiveLog log : logs.all()) {
            Optional<String> refusal = log.appender().refusal();
            refusal.ifPresent(why -> LOG.warn("log '{}' takes no appends: {}", log.name(), why));
            refused |= refusal.isPresent();
        }
        answer(context, refused ? 503 : 200, refused ? "refusing appends" : "ready");
    }

    private static void answer(Context context, int code, String status) {
        context.status(code).contentType("application/json").result("{\"status\":\"" + status + "\"}");
    }
}
