package io.varve.server.http.operate;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.append.AppendRefusal;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.Quantities;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.JsonObject;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.report.JsonReport;
import io.varve.server.report.PartitionsReport;
import io.varve.server.report.Reports;
import io.varve.server.report.TierReport;
import io.varve.server.report.WorkReports;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which logs there are, and what lies where. */
public final class LogRoutes implements Routes {

    private static final String NAME = "name";
    private static final String WARM = "warm";

    private final ServedLogs logs;
    private final VarveConfig.Prices prices;

    public LogRoutes(ServedLogs logs, VarveConfig.Prices prices) {
        this.logs = logs;
        this.prices = prices;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/logs", this::list, Role.READER);
        routes.post("/v1/logs", this::create, Role.OPERATOR);
        routes.get("/v1/logs/{log}", this::one, Role.READER, Role.PRODUCER);
        routes.get("/v1/logs/{log}/tiers", this::tiers, Role.READER);
        routes.get("/v1/logs/{log}/partitions", this::partitions, Role.READER);
    }

    private void list(Context context) {
        Query.of(context);
        Answers.json(context, 200, json -> json.array("logs", byName(context), LogRoutes::log));
    }

    private Iterable<ArchiveLog> byName(Context context) {
        return logs.all().stream()
                .filter(log -> AccessCheck.mayRead(context, log.name()))
                .sorted(Comparator.comparing(ArchiveLog::name))
                .toList();
    }

    private void one(Context context) {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        Answers.json(context, 200, json -> log(json, log));
    }

    private static void log(JsonReport json, ArchiveLog log) throws IOException {
        WorkReports.log(json, log.definition());
        json.field("head", log.head())
                .field("maxDataBytes", log.rules().maxDataBytes())
                .field("refusesAppends", refusals(log));
    }

    private static @Nullable String refusals(ArchiveLog log) {
        List<AppendRefusal> refusals = log.appender().refusals();
        return refusals.isEmpty()
                ? null
                : refusals.stream().map(AppendRefusal::detail).collect(Collectors.joining("; "));
    }

    private void create(Context context) throws IOException {
        Query.of(context);
        JsonObject wanted = JsonObject.of(context, NAME, "partition", "hot", WARM);
        String name = wanted.required(NAME);
        PartitionUnit unit =
                Objects.requireNonNullElse(wanted.value("partition", PartitionUnit::parse), PartitionUnit.DAY);
        Duration hot = Objects.requireNonNullElse(wanted.value("hot", Quantities::parseDuration), Archive.DEFAULT_HOT);
        Duration warm = Objects.requireNonNullElse(wanted.value(WARM, Quantities::parseDuration), Archive.DEFAULT_WARM);
        ArchiveLog log = created(name, unit, hot, warm);
        context.header("Location", "/v1/logs/" + log.name());
        Answers.json(context, 201, json -> log(json, log));
    }

    private ArchiveLog created(String name, PartitionUnit unit, Duration hot, Duration warm) throws ProblemException {
        try {
            return logs.create(name, unit, hot, warm);
        } catch (IllegalArgumentException e) {
            throw JsonObject.refusal(warm.compareTo(hot) < 0 ? WARM : NAME, String.valueOf(e.getMessage()));
        }
    }

    private void tiers(Context context) {
        Query.of(context);
        TierReport report = TierReport.of(logs.of(context), prices);
        Answers.printed(context, 200, "application/json", out -> Reports.json(report, out));
    }

    private void partitions(Context context) {
        Query.of(context);
        PartitionsReport report = PartitionsReport.of(logs.of(context));
        Answers.printed(context, 200, "application/json", out -> Reports.json(report, out));
    }
}
