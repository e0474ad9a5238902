package io.varve.server.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.varve.query.projection.Projection;
import io.varve.query.projection.declared.InvalidProjectionException;
import io.varve.query.projection.find.UnknownProjectionException;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.archive.Shipping;
import io.varve.server.config.VarveConfig;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.server.sources.Sources;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.schedule.LogWork;
import io.varve.tiering.schedule.WorkSchedule;
import io.varve.tiering.schedule.WorkTimes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An archive that is served: moves and verifications on schedule, and answers over HTTP. Thread-safe. */
public final class VarveServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VarveServer.class);

    /** Each file is read once in this time. */
    private static final Duration VERIFY_PERIOD = Duration.ofDays(90);

    private final WorkSchedule schedule;
    private final ScheduledExecutorService housekeeping;
    private final Shipping shipping;
    private final Sources sources;
    private final Javalin http;

    private VarveServer(
            WorkSchedule schedule,
            ScheduledExecutorService housekeeping,
            Shipping shipping,
            Sources sources,
            Javalin http) {
        this.schedule = schedule;
        this.housekeeping = housekeeping;
        this.shipping = shipping;
        this.sources = sources;
        this.http = http;
    }

    /**
     * Opens every log and begins to serve. The archive stays the caller's to close, after this.
     *
     * @param serve where to listen
     */
    public static VarveServer start(Archive archive, VarveConfig.Serve serve) {
        Sources sources = Sources.open(archive, System.getenv());
        List<String> names = archive.logs().stream().map(LogDefinition::name).toList();
        List<ArchiveLog> logs = names.stream().map(archive::log).toList();
        VarveConfig config = archive.config();
        ArchiveMetrics metrics = new ArchiveMetrics(archive, logs);
        sources.statuses().forEach(metrics::follow);
        WorkSchedule schedule = WorkSchedule.start(
                archive.jdbcUrl(),
                names,
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
        Shipping shipping = Shipping.start(logs, config.protection().interval());
        try {
            new Housekeeping(logs, metrics).begin(housekeeping);
            Javalin http = http(serve, logs, metrics);
            sources.begin();
            return new VarveServer(schedule, housekeeping, shipping, sources, http);
        } catch (RuntimeException e) {
            shipping.close();
            housekeeping.shutdownNow();
            schedule.close();
            throw e;
        }
    }

    private static Javalin http(VarveConfig.Serve serve, List<ArchiveLog> logs, ArchiveMetrics metrics) {
        return Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/health/live", context -> answer(context, 200, "live"));
                    config.routes.get("/health/ready", context -> ready(context, logs));
                    config.routes.get(
                            "/metrics",
                            context -> context.contentType("text/plain; version=0.0.4")
                                    .result(metrics.scrape()));
                })
                .start(serve.host(), serve.port());
    }

    /** Every log was opened before the server listens; it is ready unless one of them has stopped to take appends. */
    private static void ready(Context context, List<ArchiveLog> logs) {
        boolean refused = false;
        for (ArchiveLog log : logs) {
            Optional<String> refusal = log.appender().refusal();
            refusal.ifPresent(why -> LOG.warn("log '{}' takes no appends: {}", log.name(), why));
            refused |= refusal.isPresent();
        }
        answer(context, refused ? 503 : 200, refused ? "refusing appends" : "ready");
    }

    private static void answer(Context context, int code, String status) {
        context.status(code).contentType("application/json").result("{\"status\":\"" + status + "\"}");
    }

    /** The port that is listened on. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.stop();
        sources.close();
        housekeeping.shutdownNow();
        shipping.close();
        schedule.close();
    }

    /** What the schedule calls. */
    private record ScheduledWork(Archive archive, ArchiveMetrics metrics) implements LogWork {

        @Override
        public void migrate(String log) {
            archive.log(log).migrator().migrate(archive.clock().instant(), MigrationListener.SILENT, false);
        }

        @Override
        public void takeSnapshots(String log) {
            for (String name : archive.projections().names()) {
                Projection<?> projection;
                try {
                    projection = archive.projections().load(name);
                } catch (InvalidProjectionException | UnknownProjectionException e) {
                    LOG.warn("log '{}': no snapshots by projection '{}': {}", log, name, e.getMessage());
                    continue;
                }
                SnapshotTaker.Taken taken = archive.log(log).states().taker().takeDue(projection, events -> {});
                if (taken.failed() > 0) {
                    LOG.warn(
                            "log '{}': {} aggregates have no snapshot by projection '{}': {}",
                            log,
                            taken.failed(),
                            projection.name(),
                            taken.failure());
                }
            }
        }

        @Override
        public void verify(String log) {
            VerifyReport report = archive.log(log).verifier().verifyInPeriod(VERIFY_PERIOD, VerifyListener.SILENT);
            metrics.verified(log, report);
            report.findings()
                    .forEach(finding -> LOG.error(
                            "log '{}', {} {} at {}: {}",
                            log,
                            finding.tier(),
                            finding.partition(),
                            finding.location(),
                            finding.problem()));
        }
    }
}
