package io.varve.server.http;

import io.varve.server.archive.ArchiveLog;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.tiering.migration.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server does beside its answers and its schedule. Nothing of it fails the server. */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int FLUSH_MINUTES = 5;
    private static final int IDLE_MINUTES = 1;
    private static final int WATCH_SECONDS = 10;

    private final List<ArchiveLog> logs;
    private final ArchiveMetrics metrics;
    private final AppendWatch watch = new AppendWatch();

    Housekeeping(List<ArchiveLog> logs, ArchiveMetrics metrics) {
        this.logs = logs;
        this.metrics = metrics;
    }

    /** Looks for the local files of each log now, and for its cold ones soon; then begins with what comes again. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its executor, and what it does never fails
    void begin(ScheduledExecutorService executor) {
        for (ArchiveLog log : logs) {
            List<Finding> local = new ArrayList<>();
            boolean isKnown =
                    look(log, "local", () -> local.addAll(log.presence().local()));
            executor.execute(() -> {
                List<Finding> all = new ArrayList<>(local);
                if (look(log, "cold", () -> all.addAll(log.presence().cold())) && isKnown) {
                    metrics.missing(log.name(), all.size());
                }
                all.forEach(finding -> LOG.error(
                        "log '{}', {} {} at {}: {}",
                        log.name(),
                        finding.tier(),
                        finding.partition(),
                        finding.location(),
                        finding.problem()));
            });
        }
        executor.scheduleWithFixedDelay(
                () -> logs.forEach(Housekeeping::flush), FLUSH_MINUTES, FLUSH_MINUTES, TimeUnit.MINUTES);
        executor.scheduleWithFixedDelay(
                () -> logs.forEach(Housekeeping::endIdleReaders), IDLE_MINUTES, IDLE_MINUTES, TimeUnit.MINUTES);
        executor.scheduleWithFixedDelay(() -> logs.forEach(this::watch), 0, WATCH_SECONDS, TimeUnit.SECONDS);
    }

    private interface Look {
        void run() throws IOException;
    }

    private static boolean look(ArchiveLog log, String which, Look look) {
        try {
            look.run();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("whether all {} files of log '{}' are there is not known: {}", which, log.name(), e.getMessage());
            return false;
        }
    }

    /** What the index holds in memory would have to be read again after a crash. */
    private static void flush(ArchiveLog log) {
        try {
            log.appender().flushIndex();
        } catch (RuntimeException e) {
            LOG.warn("flushing the index of log '{}' failed: {}", log.name(), e.getMessage());
        }
    }

    private void watch(ArchiveLog log) {
        try {
            watch.look(log);
        } catch (RuntimeException e) {
            LOG.warn("whether log '{}' takes appends is not known: {}", log.name(), e.getMessage());
        }
    }

    private static void endIdleReaders(ArchiveLog log) {
        try {
            int ended = log.replayer().endIdle();
            if (ended > 0) {
                LOG.info("{} idle replays of log '{}' were ended", ended, log.name());
            }
        } catch (RuntimeException e) {
            LOG.warn("idle replays of log '{}' were not ended: {}", log.name(), e.getMessage());
        }
    }
}
