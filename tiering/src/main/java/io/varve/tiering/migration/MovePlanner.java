package io.varve.tiering.migration;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.policy.TierPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which moves are due: a pure function of what lies where, the policy and the time. */
final class MovePlanner {

    private final TierPolicy policy;
    private final Instant now;

    MovePlanner(TierPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    /** Hot partitions that are due, oldest first: a prefix of those given, for the hot tier is a suffix of the log. */
    List<HotPartition> dueToLeaveHot(List<HotPartition> hot) {
        List<HotPartition> due = new ArrayList<>();
        for (HotPartition partition : hot) {
            if (policy.tierAt(partition.partition(), now, null) == Tier.HOT) {
                break;
            }
            due.add(partition);
        }
        return due;
    }

    /** Warm files that are due in the cold tier, oldest first. */
    List<CatalogFile> dueToGoCold(CatalogView view) {
        List<CatalogFile> due = new ArrayList<>();
        for (CatalogFile file : view.files()) {
            if (file.tier() == Tier.WARM && belongsInCold(file.partition(), view)) {
                due.add(file);
            }
        }
        return due;
    }

    /** All moves that are due, also the second of those partitions that go through warm at once. */
    List<PlannedMove> plan(CatalogView view, List<HotPartition> hot) {
        List<PlannedMove> moves = new ArrayList<>();
        for (HotPartition partition : dueToLeaveHot(hot)) {
            moves.add(partition.toWarm());
        }
        for (CatalogFile file : dueToGoCold(view)) {
            moves.add(toCold(file));
        }
        for (HotPartition partition : dueToLeaveHot(hot)) {
            if (belongsInCold(partition.partition(), view)) {
                PlannedMove first = partition.toWarm();
                moves.add(new PlannedMove(
                        first.partition(),
                        Tier.WARM,
                        Tier.COLD,
                        first.firstPosition(),
                        first.lastPosition(),
                        first.events()));
            }
        }
        return moves;
    }

    static PlannedMove toCold(CatalogFile file) {
        return new PlannedMove(
                file.partition(), Tier.WARM, Tier.COLD, file.firstPosition(), file.lastPosition(), file.events());
    }

    private boolean belongsInCold(Partition partition, CatalogView view) {
        return policy.tierAt(partition, now, view.holds().get(partition.name())) == Tier.COLD;
    }
}
