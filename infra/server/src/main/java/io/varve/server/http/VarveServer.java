package io.varve.server.http;

import io.javalin.Javalin;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.archive.Shipping;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.read.EventRoutes;
import io.varve.server.http.read.Streams;
import io.varve.server.http.read.SubscriptionRoutes;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.tiering.schedule.WorkSchedule;
import io.varve.tiering.schedule.WorkTimes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An archive that is served: moves and verifications on schedule, and answers over HTTP. Thread-safe. */
public final class VarveServer implements AutoCloseable {

    private final WorkSchedule schedule;
    private final ScheduledExecutorService housekeeping;
    private final Shipping shipping;
    private final Streams streams;
    private final Javalin http;

    private VarveServer(
            WorkSchedule schedule,
            ScheduledExecutorService housekeeping,
            Shipping shipping,
            Streams streams,
            Javalin http) {
        this.schedule = schedule;
        this.housekeeping = housekeeping;
        this.shipping = shipping;
        this.streams = streams;
        this.http = http;
    }

    /**
     * Opens every log and begins to serve. The archive stays the caller's to close, after this.
     *
     * @param serve where to listen
     */
    public static VarveServer start(Archive archive, VarveConfig.Serve serve) {
        ServedLogs logs = new ServedLogs(archive);
        VarveConfig config = archive.config();
        ArchiveMetrics metrics = new ArchiveMetrics(archive, logs.all());
        WorkSchedule schedule = WorkSchedule.start(
                archive.jdbcUrl(),
                logs.all().stream().map(ArchiveLog::name).toList(),
                new WorkTimes(
                        config.migration().cron(),
                        config.verifyCron(),
                        config.snapshots().cron()),
                new ScheduledWork(archive, metrics));
        ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "varve-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        Shipping shipping = Shipping.start(logs.all(), config.protection().interval());
        try {
            new Housekeeping(logs.all(), metrics).begin(housekeeping);
            Streams streams = new Streams(logs, serve.limits());
            Javalin http = HttpServer.create(serve, metrics, groups(logs, metrics, streams));
            return new VarveServer(schedule, housekeeping, shipping, streams, http.start());
        } catch (RuntimeException e) {
            shipping.close();
            housekeeping.shutdownNow();
            schedule.close();
            throw e;
        }
    }

    /** All that is answered. */
    private static List<Routes> groups(ServedLogs logs, ArchiveMetrics metrics, Streams streams) {
        return List.of(
                new HealthRoutes(logs, metrics), new EventRoutes(logs, streams), new SubscriptionRoutes(logs, streams));
    }

    /** The port that is listened on. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        streams.stop();
        http.stop();
        housekeeping.shutdownNow();
        shipping.close();
        schedule.close();
    }
}
