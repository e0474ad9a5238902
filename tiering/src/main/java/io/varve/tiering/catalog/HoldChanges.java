package io.varve.tiering.catalog;

import io.varve.tiering.partition.Partition;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Changes of the holds: a held partition stays where it is until the hold's instant.
 *
 * @param set holds to set or to replace
 * @param clear partitions whose hold ends; no hold there is fine
 */
public record HoldChanges(Map<Partition, Instant> set, Set<Partition> clear) {

    public HoldChanges {
        set = Map.copyOf(set);
        clear = Set.copyOf(clear);
        for (Partition partition : clear) {
            if (set.containsKey(partition)) {
                throw new IllegalArgumentException("hold of " + partition + " cannot be both set and cleared");
            }
        }
    }

    public static HoldChanges none() {
        return new HoldChanges(Map.of(), Set.of());
    }

    public static HoldChanges setting(Partition partition, Instant until) {
        return new HoldChanges(Map.of(partition, until), Set.of());
    }

    public static HoldChanges clearing(Partition partition) {
        return new HoldChanges(Map.of(), Set.of(partition));
    }
}
