package io.varve.server.http.operate;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.Quantities;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.JsonObject;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.input.Inputs;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.server.report.MigrationReport;
import io.varve.server.report.PlanReport;
import io.varve.server.report.Reports;
import io.varve.server.report.WorkReports;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.RestoreResult;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves, verifications and restores: asked for, and watched. */
public final class WorkRoutes implements Routes {

    private static final Duration DEFAULT_HOLD = Duration.ofDays(7);
    /** The kind of an operation that moves. */
    public static final String MIGRATE = "migrate";

    /** The kind of an operation that verifies. */
    public static final String VERIFY = "verify";

    private final ServedLogs logs;
    private final Operations operations;
    private final ArchiveMetrics metrics;
    private final InstantSource clock;

    public WorkRoutes(ServedLogs logs, Operations operations, ArchiveMetrics metrics, InstantSource clock) {
        this.logs = logs;
        this.operations = operations;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/logs/{log}/migrations", this::migrations, Role.READER);
        routes.post("/v1/logs/{log}/migrations", this::migrate, Role.OPERATOR);
        routes.post("/v1/logs/{log}/verify", this::verify, Role.OPERATOR);
        routes.post("/v1/logs/{log}/restore", this::restore, Role.OPERATOR);
        routes.get("/v1/logs/{log}/operations", this::list, Role.READER, Role.OPERATOR);
        routes.get("/v1/logs/{log}/operations/{operation}", this::one, Role.READER, Role.OPERATOR);
    }

    private void migrations(Context context) {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        List<Operation> runs = operations.of(log.name()).stream()
                .filter(each -> each.kind().equals(MIGRATE))
                .toList();
        Answers.json(
                context,
                200,
                json -> json.field("log", log.name())
                        .array("planned", log.migrator().plan(clock.instant()), WorkReports::move)
                        .array("waiting", log.migrator().waiting(), Reports::waiting)
                        .array("runs", runs, (each, run) -> run.write(each)));
    }

    private void migrate(Context context) throws IOException {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        JsonObject wanted = JsonObject.of(context, "dryRun", "now");
        Instant clockNow = clock.instant();
        Instant at = Objects.requireNonNullElse(wanted.value("now", Inputs::instant), clockNow);
        if (at.isAfter(clockNow)) {
            throw JsonObject.refusal(
                    "now", at + " lies after the clock, " + clockNow + ": what is not due yet cannot be moved");
        }
        if (wanted.flag("dryRun")) {
            PlanReport plan = PlanReport.of(log, at);
            Answers.json(context, 200, json -> WorkReports.planned(json, plan));
            return;
        }
        accepted(context, operations.start(log.name(), MIGRATE, operation -> {
            MigrationReport report = MigrationReport.of(log, at, log.migrator().migrate(at, moves(operation), true));
            return json -> WorkReports.migrated(json, report);
        }));
    }

    private void verify(Context context) throws IOException {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        JsonObject wanted = JsonObject.of(context, "tier", "budget");
        @Nullable Tier tier = wanted.value("tier", Inputs::tier);
        @Nullable Long budget = wanted.value("budget", Quantities::parseSize);
        if (tier != null && budget != null) {
            throw JsonObject.refusal("budget", "it chooses among all files: give it without tier");
        }
        accepted(context, operations.start(log.name(), VERIFY, operation -> {
            VerifyReport report = budget == null
                    ? log.verifier().verify(tier, files(operation))
                    : log.verifier().verifySome(budget, files(operation));
            metrics.verified(log.name(), report);
            return json -> WorkReports.verified(json, log.name(), report);
        }));
    }

    private void restore(Context context) throws IOException {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        JsonObject wanted = JsonObject.of(context, "partitions", "for");
        List<Partition> partitions = wanted.list("partitions", Partition::parse);
        if (partitions.isEmpty()) {
            throw JsonObject.refusal("partitions", "must name at least one, such as 2026-01-31");
        }
        Duration hold = Objects.requireNonNullElse(wanted.value("for", Quantities::parseDuration), DEFAULT_HOLD);
        accepted(context, operations.start(log.name(), "restore", operation -> {
            RestoreResult result = log.migrator().restore(partitions, hold, moves(operation));
            return json -> WorkReports.restored(json, log.name(), result);
        }));
    }

    /** Answers that work has begun, and where to look for its progress. */
    static void accepted(Context context, Operation operation) {
        context.header("Location", operation.path());
        Answers.json(context, 202, operation::write);
    }

    private void list(Context context) {
        Query.of(context);
        List<Operation> all = operations.of(logs.of(context).name());
        Answers.json(context, 200, json -> json.array("operations", all, (each, one) -> one.write(each)));
    }

    private void one(Context context) {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        Operation operation = operations
                .find(log.name(), context.pathParam("operation"))
                .orElseThrow(() -> Problem.of(
                                ProblemType.UNKNOWN_OPERATION,
                                "log '" + log.name() + "' has no operation of this id that is remembered: the newest"
                                        + " are, until the server ends")
                        .exception());
        Answers.json(context, 200, operation::write);
    }

    /** Tells an operation of the moves that it makes. */
    public static MigrationListener moves(Operation operation) {
        return new Moves(operation);
    }

    /** Tells an operation of the files that it checks. */
    public static VerifyListener files(Operation operation) {
        return (files, total, bytes, at) -> operation.reached(files, total, "files", at);
    }

    private record Moves(Operation operation) implements MigrationListener {

        @Override
        public void started(PlannedMove move, int index, int total) {
            operation.reached(index, total, "moves", move.toString());
        }
    }
}
