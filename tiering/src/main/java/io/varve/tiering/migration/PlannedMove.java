package io.varve.tiering.migration;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;

/**
 * A partition that is to go from one tier to the next.
 *
 * @param partition what moves
 * @param from where it lies
 * @param to where it belongs
 * @param firstPosition its first position
 * @param lastPosition its last position
 * @param events how many events it holds, at least 1
 */
public record PlannedMove(Partition partition, Tier from, Tier to, long firstPosition, long lastPosition, long events) {

    @Override
    public String toString() {
        return partition + " " + from + " -> " + to;
    }
}
