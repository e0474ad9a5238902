package io.varve.server.report;

import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.migration.PlannedMove;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The moves of a log that are due at one time.
 *
 * @param log its name
 * @param now the time
 * @param planned the moves
 * @param unfinishedLoad the load of history that was cut off, in one line; null if there is none
 */
public record PlanReport(
        String log,
        Instant now,
        List<PlannedMove> planned,
        @Nullable String unfinishedLoad) {

    public PlanReport {
        planned = List.copyOf(planned);
    }

    /** Looks at the log. */
    public static PlanReport of(ArchiveLog log, Instant now) {
        return new PlanReport(log.name(), now, log.migrator().plan(now), PartitionsReport.unfinishedLoad(log));
    }
}
