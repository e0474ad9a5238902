package io.varve.server.report;

import io.varve.ingest.event.Micros;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.migration.HotPartition;
import io.varve.tiering.migration.Waiting;
import io.varve.tiering.partition.Tier;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of a log at one moment.
 *
 * @param log its name
 * @param head the first position that is not yet durable
 * @param protectedTo the first position that the bucket is not known to hold; null if the log is not protected
 * @param tiers hot, warm, cold; each is there, also if it is empty
 * @param waiting moves that are due and not done
 * @param unfinishedLoad the load of history that was cut off, in one line; null if there is none
 */
public record TierReport(
        String log,
        long head,
        @Nullable Long protectedTo,
        List<TierSummary> tiers,
        List<Waiting> waiting,
        @Nullable String unfinishedLoad) {

    public TierReport {
        tiers = List.copyOf(tiers);
        waiting = List.copyOf(waiting);
    }

    /**
     * Looks at the log. What is sealed meanwhile is counted once, for the view is taken once and hot follows from it.
     */
    public static TierReport of(ArchiveLog log, VarveConfig.Prices prices) {
        long head = log.head();
        CatalogView view = log.view();
        Map<Tier, TierTally> tallies = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            tallies.put(tier, new TierTally(tier));
        }
        for (CatalogFile file : view.files()) {
            tally(tallies, file.tier())
                    .add(
                            file.partition(),
                            new PositionRange(file.firstPosition(), file.lastPosition()),
                            file.bytes(),
                            Micros.instant(file.minRecordedAtMicros()),
                            Micros.instant(file.maxRecordedAtMicros()));
        }
        for (HotPartition hot : hotPartitions(log, view, head)) {
            tally(tallies, Tier.HOT)
                    .add(
                            hot.partition(),
                            new PositionRange(hot.firstPosition(), hot.endPosition() - 1),
                            hot.bytes(),
                            HotTimes.at(log.sources().hot(), hot.firstPosition()),
                            HotTimes.at(log.sources().hot(), hot.endPosition() - 1));
        }
        List<TierSummary> tiers =
                tallies.values().stream().map(TierTally::summary).toList();
        Long protectedTo = log.protection().isOn() ? log.protection().protectedTo() : null;
        return new TierReport(
                log.name(),
                head,
                protectedTo,
                priced(tiers, prices),
                log.migrator().waiting(),
                PartitionsReport.unfinishedLoad(log));
    }

    static List<HotPartition> hotPartitions(ArchiveLog log, CatalogView view, long head) {
        return HotPartition.of(
                log.definition().unit(), log.sources().hot().cycles(view.sealedTo()), view.sealedTo(), head);
    }

    private static TierTally tally(Map<Tier, TierTally> tallies, Tier tier) {
        TierTally tally = tallies.get(tier);
        if (tally == null) {
            throw new IllegalStateException("no tally for tier " + tier);
        }
        return tally;
    }

    private static List<TierSummary> priced(List<TierSummary> tiers, VarveConfig.Prices prices) {
        double total = tiers.stream().mapToDouble(tier -> cost(tier, prices)).sum();
        return tiers.stream()
                .map(tier -> tier.withCostShare(total == 0 ? 0 : cost(tier, prices) / total))
                .toList();
    }

    private static double cost(TierSummary tier, VarveConfig.Prices prices) {
        double price = switch (tier.tier()) {
            case HOT -> prices.hot();
            case WARM -> prices.warm();
            case COLD -> prices.cold();
        };
        return tier.bytes() * price;
    }
}
