package io.varve.server.http;

import io.javalin.Javalin;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.archive.Closer;
import io.varve.server.archive.Shipping;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.access.Audit;
import io.varve.server.http.append.AppendRoutes;
import io.varve.server.http.append.LoadRoutes;
import io.varve.server.http.console.ConsoleRoutes;
import io.varve.server.http.operate.LogRoutes;
import io.varve.server.http.operate.Operations;
import io.varve.server.http.operate.SnapshotRoutes;
import io.varve.server.http.operate.SqlRoutes;
import io.varve.server.http.operate.WorkRoutes;
import io.varve.server.http.read.EventRoutes;
import io.varve.server.http.read.SubscriptionRoutes;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.route.Streams;
import io.varve.server.http.state.AllStatesRoutes;
import io.varve.server.http.state.AskedProjections;
import io.varve.server.http.state.ProjectionRoutes;
import io.varve.server.http.state.StateRoutes;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.server.sources.Sources;
import io.varve.tiering.schedule.WorkSchedule;
import io.varve.tiering.schedule.WorkTimes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** An archive that is served: moves and verifications on schedule, and answers over HTTP. Thread-safe. */
public final class VarveServer implements AutoCloseable {

    private final Archive archive;
    private final ServedLogs logs;
    private final ArchiveMetrics metrics;
    private final Operations operations;
    private final Streams streams;
    private final WorkSchedule schedule;
    private final Shipping shipping;
    private final Javalin http;
    private final Closer parts;

    private VarveServer(Archive archive, VarveConfig.Serve serve, AccessCheck access, Closer parts) {
        VarveConfig config = archive.config();
        this.archive = archive;
        this.parts = parts;
        this.logs = new ServedLogs(archive);
        this.metrics = new ArchiveMetrics(archive, logs.all());
        this.operations = parts.add(new Operations(archive.clock(), serve.stopTimeout()));
        this.streams = new Streams(logs, serve.limits());
        this.schedule = parts.add(WorkSchedule.start(
                archive.jdbcUrl(),
                logs.all().stream().map(ArchiveLog::name).toList(),
                new WorkTimes(
                        config.migration().cron(),
                        config.verifyCron(),
                        config.snapshots().cron()),
                new ScheduledWork(archive, metrics, operations)));
        this.shipping = parts.add(Shipping.start(logs.all(), config.protection().interval()));
        logs.onCreated(this::begin);
        archive.createLogsOfLettersBy(logs::create);
        Sources sources = parts.add(Sources.open(archive, System.getenv(), logs::create));
        sources.statuses().forEach(metrics::follow);
        beginHousekeeping();
        this.http = HttpServer.create(serve, access, new Audit(logs), metrics, groups(serve));
        parts.add((AutoCloseable) http::stop);
        parts.add(streams); // ends what follows before the server waits for it
        http.start();
        sources.begin();
    }

    /**
     * Opens every log and begins to serve. The archive stays the caller's to close, after this.
     *
     * @param serve where to listen
     * @throws io.varve.server.config.ConfigException if others could reach it and everybody be let in
     */
    public static VarveServer start(Archive archive, VarveConfig.Serve serve) {
        AccessCheck access = Entrance.check(archive, serve);
        Closer parts = new Closer();
        try {
            return new VarveServer(archive, serve, access, parts);
        } catch (RuntimeException e) {
            throw parts.closedFor(e);
        }
    }

    private void beginHousekeeping() {
        ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "varve-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        parts.add((AutoCloseable) housekeeping::shutdownNow);
        new Housekeeping(logs.all(), metrics).begin(housekeeping);
    }

    /** All that is answered. */
    private List<Routes> groups(VarveConfig.Serve serve) {
        AskedProjections projections = new AskedProjections(
                archive.projections(), archive.config().sql().timeout());
        return List.of(
                new ConsoleRoutes(),
                new HealthRoutes(logs, metrics),
                new DocumentRoutes(),
                new AppendRoutes(logs, serve.limits()),
                new LoadRoutes(logs, operations, serve.limits()),
                new EventRoutes(logs, streams),
                new SubscriptionRoutes(logs, streams),
                new LogRoutes(logs, archive.config().prices()),
                new WorkRoutes(logs, operations, metrics, archive.clock()),
                new StateRoutes(logs, projections, streams),
                new AllStatesRoutes(logs, projections, streams),
                new SnapshotRoutes(logs, operations, projections),
                new ProjectionRoutes(archive.projections()),
                new SqlRoutes(logs, streams));
    }

    /** A log that is created while others are served is looked after as they are. */
    private void begin(ArchiveLog log) {
        metrics.add(log);
        shipping.add(log);
        schedule.add(log.name());
    }

    /** What is answered, as method and path, such as {@code GET /v1/logs/{log}}. */
    Set<String> routes() {
        return http.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .collect(Collectors.toSet());
    }

    /** The port that is listened on. */
    public int port() {
        return http.port();
    }

    /**
     * Takes no more requests, lets those that run come to their end within the time that is configured, and ends the
     * work that is done beside them. What was acknowledged is durable; the archive is still open.
     */
    @Override
    public void close() {
        parts.close();
    }
}
