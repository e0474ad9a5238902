package io.varve.server.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.archive.Shipping;
import io.varve.server.config.VarveConfig;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.schedule.LogWork;
import io.varve.tiering.schedule.WorkSchedule;
import io.varve.tiering.schedule.WorkTimes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An archive that is served: moves and verifications on schedule, and answers over HTTP. Thread-safe. */
public final class VarveServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VarveServer.class);
    private static final int FLUSH_MINUTES = 5;

    private final WorkSchedule schedule;
    private final ScheduledExecutorService flusher;
    private final ScheduledFuture<?> flushing;
    private final Shipping shipping;
    private final Javalin http;

    private VarveServer(
            WorkSchedule schedule,
            ScheduledExecutorService flusher,
            ScheduledFuture<?> flushing,
            Shipping shipping,
            Javalin http) {
        this.schedule = schedule;
        this.flusher = flusher;
        this.flushing = flushing;
        this.shipping = shipping;
        this.http = http;
    }

    /**
     * Opens every log and begins to serve. The archive stays the caller's to close, after this.
     *
     * @param serve where to listen
     */
    public static VarveServer start(Archive archive, VarveConfig.Serve serve) {
        List<String> names = archive.logs().stream().map(LogDefinition::name).toList();
        List<ArchiveLog> logs = names.stream().map(archive::log).toList();
        VarveConfig config = archive.config();
        WorkSchedule schedule = WorkSchedule.start(
                archive.jdbcUrl(),
                names,
                new WorkTimes(config.migration().cron(), config.verifyCron()),
                new ScheduledWork(archive));
        ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "varve-flush");
            thread.setDaemon(true);
            return thread;
        });
        Shipping shipping = Shipping.start(logs, config.protection().interval());
        try {
            ScheduledFuture<?> flushing =
                    flusher.scheduleWithFixedDelay(() -> flush(logs), FLUSH_MINUTES, FLUSH_MINUTES, TimeUnit.MINUTES);
            return new VarveServer(schedule, flusher, flushing, shipping, http(serve));
        } catch (RuntimeException e) {
            shipping.close();
            flusher.shutdownNow();
            schedule.close();
            throw e;
        }
    }

    private static Javalin http(VarveConfig.Serve serve) {
        return Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/health/live", context -> answer(context, "live"));
                    // Every log was opened before the server listens, so who can ask is answered by a ready one.
                    config.routes.get("/health/ready", context -> answer(context, "ready"));
                })
                .start(serve.host(), serve.port());
    }

    private static void answer(Context context, String status) {
        context.contentType("application/json").result("{\"status\":\"" + status + "\"}");
    }

    /** What the index holds in memory would have to be read again after a crash. */
    private static void flush(List<ArchiveLog> logs) {
        for (ArchiveLog log : logs) {
            try {
                log.appender().flushIndex();
            } catch (RuntimeException e) {
                LOG.warn("flushing the index of log '{}' failed: {}", log.name(), e.getMessage());
            }
        }
    }

    /** The port that is listened on. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.stop();
        flushing.cancel(false);
        flusher.shutdownNow();
        shipping.close();
        schedule.close();
    }

    /** What the schedule calls. */
    private record ScheduledWork(Archive archive) implements LogWork {

        @Override
        public void migrate(String log) {
            archive.log(log).migrator().migrate(archive.clock().instant(), MigrationListener.SILENT, false);
        }

        @Override
        public void verify(String log) {
            VerifyReport report = archive.log(log).verifier().verify(null, VerifyListener.SILENT);
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
