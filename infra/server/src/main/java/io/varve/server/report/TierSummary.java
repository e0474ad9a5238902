package io.varve.server.report;

import io.varve.tiering.partition.Tier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies in one tier.
 *
 * @param partitions how many
 * @param events how many
 * @param bytes they occupy there
 * @param ranges their positions, ascending; more than one where a restore has split them; empty for an empty tier
 * @param oldest log time of the first event; null for an empty tier
 * @param newest log time of the last event; null for an empty tier
 * @param costShare part of what all tiers cost, 0 to 1
 */
public record TierSummary(
        Tier tier,
        int partitions,
        long events,
        long bytes,
        List<PositionRange> ranges,
        @Nullable Instant oldest,
        @Nullable Instant newest,
        double costShare) {

    public TierSummary {
        ranges = List.copyOf(ranges);
    }

    public @Nullable Long firstPosition() {
        return ranges.isEmpty() ? null : ranges.get(0).firstPosition();
    }

    public @Nullable Long lastPosition() {
        return ranges.isEmpty() ? null : ranges.get(ranges.size() - 1).lastPosition();
    }

    TierSummary withCostShare(double share) {
        return new TierSummary(tier, partitions, events, bytes, ranges, oldest, newest, share);
    }
}
