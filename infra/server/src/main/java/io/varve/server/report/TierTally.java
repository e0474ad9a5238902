package io.varve.server.report;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what lies in one tier, in the order of positions. */
final class TierTally {

    private final Tier tier;
    private final Set<Partition> partitions = new HashSet<>();
    private final List<PositionRange> ranges = new ArrayList<>();
    private long events;
    private long bytes;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    TierTally(Tier tier) {
        this.tier = tier;
    }

    void add(Partition partition, PositionRange positions, long moreBytes, Instant first, Instant last) {
        partitions.add(partition);
        events += positions.lastPosition() - positions.firstPosition() + 1;
        bytes += moreBytes;
        int end = ranges.size() - 1;
        if (end >= 0 && ranges.get(end).lastPosition() + 1 == positions.firstPosition()) {
            ranges.set(end, new PositionRange(ranges.get(end).firstPosition(), positions.lastPosition()));
        } else {
            ranges.add(positions);
        }
        if (oldest == null) {
            oldest = first;
        }
        newest = last;
    }

    TierSummary summary() {
        return new TierSummary(tier, partitions.size(), events, bytes, ranges, oldest, newest, 0);
    }
}
