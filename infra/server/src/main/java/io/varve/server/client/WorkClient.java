package io.varve.server.client;

import io.varve.server.report.MigrationReport;
import io.varve.server.report.PartitionsReport;
import io.varve.server.report.PlanReport;
import io.varve.server.report.TierReport;
import io.varve.tiering.migration.RestoreResult;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies where in a log, and what is done with it. */
public interface WorkClient {

    /** What lies in each tier. */
    TierReport tiers();

    /** What lies in each partition. */
    PartitionsReport partitions();

    /** @param now the time at which moves are due; the archive's own if null */
    PlanReport plan(@Nullable Instant now);

    /** @param now the time at which moves are due; the archive's own if null */
    MigrationReport migrate(@Nullable Instant now, WorkListener listener);

    /**
     * Reads again and compares.
     *
     * @param tier this one alone; all if null
     * @param budget bytes of files to read at most; all if null
     */
    VerifyReport verify(@Nullable Tier tier, @Nullable Long budget, WorkListener listener);

    /** Brings partitions back to the warm tier. */
    RestoreResult restore(List<Partition> partitions, Duration hold, WorkListener listener) throws IOException;
}
