package io.varve.tiering.migration;

import io.varve.tiering.partition.Partition;
import java.time.Instant;
import java.util.List;

/**
 * What a restore did.
 *
 * @param restored partitions that were cold and are warm now
 * @param alreadyWarm partitions that were warm; they are held too
 * @param heldUntil no partition of both goes cold before this
 */
public record RestoreResult(List<Partition> restored, List<Partition> alreadyWarm, Instant heldUntil) {

    public RestoreResult {
        restored = List.copyOf(restored);
        alreadyWarm = List.copyOf(alreadyWarm);
    }
}
