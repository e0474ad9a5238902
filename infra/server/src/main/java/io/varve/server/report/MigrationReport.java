package io.varve.server.report;

import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.Waiting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a migration of a log did.
 *
 * @param log its name
 * @param now the time at which moves were due
 * @param done the moves that were made
 * @param waiting those that were due and were not made
 * @param unfinishedLoad the load of history that was cut off, in one line; null if there is none
 */
public record MigrationReport(
        String log,
        Instant now,
        List<PlannedMove> done,
        List<Waiting> waiting,
        @Nullable String unfinishedLoad) {

    public MigrationReport {
        done = List.copyOf(done);
        waiting = List.copyOf(waiting);
    }

    public static MigrationReport of(ArchiveLog log, Instant now, MigrationResult result) {
        return new MigrationReport(
                log.name(), now, result.done(), result.waiting(), PartitionsReport.unfinishedLoad(log));
    }
}
