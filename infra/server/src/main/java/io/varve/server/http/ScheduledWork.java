package io.varve.server.http;

import io.varve.query.projection.Projection;
import io.varve.query.projection.declared.InvalidProjectionException;
import io.varve.query.projection.find.UnknownProjectionException;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.archive.Archive;
import io.varve.server.http.operate.Operation;
import io.varve.server.http.operate.Operations;
import io.varve.server.http.operate.WorkRoutes;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.server.report.MigrationReport;
import io.varve.server.report.WorkReports;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.schedule.LogWork;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the schedule calls. */
record ScheduledWork(Archive archive, ArchiveMetrics metrics, Operations operations) implements LogWork {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledWork.class);

    /** Each file is read once in this time. */
    private static final Duration VERIFY_PERIOD = Duration.ofDays(90);

    @Override
    public void migrate(String log) throws Exception {
        operations.perform(log, WorkRoutes.MIGRATE, operation -> {
            Instant now = archive.clock().instant();
            MigrationResult result = archive.log(log).migrator().migrate(now, WorkRoutes.moves(operation), false);
            return result.done().isEmpty() && result.waiting().isEmpty()
                    ? null
                    : json -> WorkReports.migrated(json, MigrationReport.of(archive.log(log), now, result));
        });
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
    public void verify(String log) throws Exception {
        operations.perform(log, WorkRoutes.VERIFY, operation -> {
            VerifyReport report = verified(log, operation);
            return json -> WorkReports.verified(json, log, report);
        });
    }

    private VerifyReport verified(String log, Operation operation) {
        VerifyReport report = archive.log(log).verifier().verifyInPeriod(VERIFY_PERIOD, WorkRoutes.files(operation));
        metrics.verified(log, report);
        report.findings()
                .forEach(finding -> LOG.error(
                        "log '{}', {} {} at {}: {}",
                        log,
                        finding.tier(),
                        finding.partition(),
                        finding.location(),
                        finding.problem()));
        return report;
    }
}
