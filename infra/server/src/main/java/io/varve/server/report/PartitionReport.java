package io.varve.server.report;

import io.varve.ingest.event.Micros;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.migration.HotPartition;
import io.varve.tiering.migration.Waiting;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.policy.TierPolicy;
import io.varve.tiering.store.SealedFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition, or one file of it where it has several.
 *
 * @param bytes it occupies where it lies
 * @param path of the hot directory or the file, or the URI of the object
 * @param chain link of the digest chain in hexadecimal; null in the hot tier, and where it cannot be read
 * @param nextTier where it moves next; null in the cold tier
 * @param dueAt when; null in the cold tier
 * @param heldUntil end of the hold that a restore has set; null where there is none
 * @param waiting the move that is due and not done; null where none is
 */
public record PartitionReport(
        Partition partition,
        Tier tier,
        PositionRange positions,
        long bytes,
        Instant oldest,
        Instant newest,
        String path,
        @Nullable String chain,
        @Nullable Tier nextTier,
        @Nullable Instant dueAt,
        @Nullable Instant heldUntil,
        @Nullable Waiting waiting) {

    public long events() {
        return positions.lastPosition() - positions.firstPosition() + 1;
    }

    /** All partitions of the log in the order of their positions. */
    static List<PartitionReport> of(ArchiveLog log) {
        long head = log.head();
        CatalogView view = log.view();
        TierPolicy policy =
                new TierPolicy(log.definition().hot(), log.definition().warm());
        List<Waiting> waiting = log.migrator().waiting();
        List<PartitionReport> reports = new ArrayList<>();
        for (CatalogFile file : view.files()) {
            reports.add(ofFile(file, view.holds().get(file.partition().name()), chain(log, file), policy, waiting));
        }
        for (HotPartition hot : TierReport.hotPartitions(log, view, head)) {
            reports.add(new PartitionReport(
                    hot.partition(),
                    Tier.HOT,
                    new PositionRange(hot.firstPosition(), hot.endPosition() - 1),
                    hot.bytes(),
                    HotTimes.at(log.sources().hot(), hot.firstPosition()),
                    HotTimes.at(log.sources().hot(), hot.endPosition() - 1),
                    log.hotDirectory().toString(),
                    null,
                    Tier.WARM,
                    policy.dueAt(hot.partition(), Tier.WARM, null),
                    null,
                    waiting(waiting, hot.partition(), Tier.WARM)));
        }
        return reports;
    }

    private static PartitionReport ofFile(
            CatalogFile file,
            @Nullable Instant heldUntil,
            @Nullable String chain,
            TierPolicy policy,
            List<Waiting> waiting) {
        boolean warm = file.tier() == Tier.WARM;
        return new PartitionReport(
                file.partition(),
                file.tier(),
                new PositionRange(file.firstPosition(), file.lastPosition()),
                file.bytes(),
                Micros.instant(file.minRecordedAtMicros()),
                Micros.instant(file.maxRecordedAtMicros()),
                warm ? Path.of(file.location()).toString() : file.location().toString(),
                chain,
                warm ? Tier.COLD : null,
                warm ? policy.dueAt(file.partition(), Tier.COLD, heldUntil) : null,
                heldUntil,
                warm ? waiting(waiting, file.partition(), Tier.COLD) : null);
    }

    private static @Nullable Waiting waiting(List<Waiting> all, Partition partition, Tier to) {
        return all.stream()
                .filter(w -> w.partition().equals(partition) && w.to() == to)
                .findFirst()
                .orElse(null);
    }

    /** The list of partitions must not fail with the one that is missing. */
    private static @Nullable String chain(ArchiveLog log, CatalogFile file) {
        try {
            return log.files().facts(file).chain().hex();
        } catch (SealedFileException e) {
            return null;
        }
    }
}
