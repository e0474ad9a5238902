package io.varve.server.client;

import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.report.MigrationReport;
import io.varve.server.report.PartitionsReport;
import io.varve.server.report.PlanReport;
import io.varve.server.report.TierReport;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.RestoreResult;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What lies where in an open log, and what is done with it. */
record LocalWork(ArchiveLog log, VarveConfig.Prices prices, InstantSource clock) implements WorkClient {

    @Override
    public TierReport tiers() {
        return TierReport.of(log, prices);
    }

    @Override
    public PartitionsReport partitions() {
        return PartitionsReport.of(log);
    }

    @Override
    public PlanReport plan(@Nullable Instant now) {
        return PlanReport.of(log, orNow(now));
    }

    @Override
    public MigrationReport migrate(@Nullable Instant now, WorkListener listener) {
        Instant at = orNow(now);
        return MigrationReport.of(log, at, log.migrator().migrate(at, new Moves(listener), true));
    }

    private Instant orNow(@Nullable Instant now) {
        return Objects.requireNonNullElseGet(now, clock::instant);
    }

    @Override
    public VerifyReport verify(@Nullable Tier tier, @Nullable Long budget, WorkListener listener) {
        VerifyListener files = (done, total, bytes, at) -> listener.reached(done, total, at);
        return budget == null
                ? log.verifier().verify(tier, files)
                : log.verifier().verifySome(budget, files);
    }

    @Override
    public RestoreResult restore(List<Partition> partitions, Duration hold, WorkListener listener) throws IOException {
        return log.migrator().restore(partitions, hold, new Moves(listener));
    }

    private record Moves(WorkListener listener) implements MigrationListener {

        @Override
        public void started(PlannedMove move, int index, int total) {
            listener.reached(index, total, move.toString());
        }
    }
}
