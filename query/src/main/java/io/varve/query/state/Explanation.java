package io.varve.query.state;

import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.Snapshot;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadStatistics;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a state was made.
 *
 * @param snapshot where the fold began, null if at the beginning
 * @param skipped the snapshots that were passed over
 * @param events those folded from there on, by tier
 * @param reads what was read of files
 * @param lookUpNanos time to look snapshots up
 * @param readNanos time to find and read events
 * @param foldNanos time to fold them and write the state
 */
public record Explanation(
        @Nullable Snapshot snapshot,
        List<Skipped> skipped,
        Map<Tier, Long> events,
        ReadStatistics reads,
        long lookUpNanos,
        long readNanos,
        long foldNanos) {

    public Explanation {
        skipped = List.copyOf(skipped);
        events = Map.copyOf(events);
    }
}
