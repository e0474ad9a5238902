package io.varve.tiering.migration;

import io.varve.ingest.hot.HotCycleInfo;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition that lies in the hot tier alone.
 *
 * @param partition which
 * @param firstPosition its first position
 * @param endPosition the position after its last
 * @param bytes what its hot files occupy
 */
public record HotPartition(Partition partition, long firstPosition, long endPosition, long bytes) {

    /**
     * The partitions of these cycles, from the position on at which the sealed files end.
     *
     * @param cycles ascending, as the hot log tells them
     * @param head the first position that is not yet durable; nothing at or past it is told of
     */
    public static List<HotPartition> of(PartitionUnit unit, List<HotCycleInfo> cycles, long sealedTo, long head) {
        List<HotPartition> partitions = new ArrayList<>();
        for (HotCycleInfo cycle : cycles) {
            long first = Math.max(cycle.firstPosition(), sealedTo);
            long end = Math.min(cycle.endPosition(), head);
            if (first >= end) {
                continue;
            }
            Partition partition = Partition.of(unit, cycle.startMicros());
            int last = partitions.size() - 1;
            if (last >= 0 && partitions.get(last).partition.equals(partition)) {
                HotPartition begun = partitions.get(last);
                partitions.set(
                        last, new HotPartition(partition, begun.firstPosition, end, begun.bytes + cycle.bytes()));
            } else {
                partitions.add(new HotPartition(partition, first, end, cycle.bytes()));
            }
        }
        return partitions;
    }

    PlannedMove toWarm() {
        return new PlannedMove(
                partition, Tier.HOT, Tier.WARM, firstPosition, endPosition - 1, endPosition - firstPosition);
    }
}
