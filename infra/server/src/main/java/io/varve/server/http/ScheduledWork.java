package io.varve.server.http;

import io.varve.query.projection.Projection;
import io.varve.query.projection.declared.InvalidProjectionException;
import io.varve.query.projection.find.UnknownProjectionException;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.archive.Archive;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.schedule.LogWork;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the schedule calls. */
record ScheduledWork(Archive archive, ArchiveMetrics metrics) implements LogWork {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledWork.class);

    /** Each file is read once in this time. */
    private static final Duration VERIFY_PERIOD = Duration.ofDays(90);

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
