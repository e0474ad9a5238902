package io.varve.tiering.policy;

import io.varve.ingest.event.Micros;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which tier a partition belongs in: a pure function of the partition, the time, and a hold that a restore may have
 * set. Ages count from the partition's end.
 *
 * @param hot how old a partition is when it leaves the hot tier, 0 or more
 * @param warm how old it is when it leaves the warm tier, at least {@code hot}
 */
public record TierPolicy(Duration hot, Duration warm) {

    public TierPolicy {
        if (hot.isNegative() || warm.compareTo(hot) < 0) {
            throw new IllegalArgumentException("hot " + hot + " and warm " + warm
                    + " must be 0 <= hot <= warm: both count from a partition's end");
        }
    }

    /**
     * The tier in which the partition belongs at this moment.
     *
     * @param heldUntil keeps a partition out of the cold tier before this instant; null where there is no hold
     */
    public Tier tierAt(Partition partition, Instant now, @Nullable Instant heldUntil) {
        if (now.isBefore(dueAt(partition, Tier.WARM, null))) {
            return Tier.HOT;
        }
        return now.isBefore(dueAt(partition, Tier.COLD, heldUntil)) ? Tier.WARM : Tier.COLD;
    }

    /** When the partition is due to move into this tier; {@code HOT} is where it begins. */
    public Instant dueAt(Partition partition, Tier tier, @Nullable Instant heldUntil) {
        Instant end = Micros.instant(partition.endMicros());
        return switch (tier) {
            case HOT -> Micros.instant(partition.startMicros());
            case WARM -> end.plus(hot);
            case COLD -> {
                Instant due = end.plus(warm);
                yield heldUntil == null || due.isAfter(heldUntil) ? due : heldUntil;
            }
        };
    }
}
