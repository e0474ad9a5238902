package io.varve.query.state;

import io.varve.query.replay.ReplayStatistics;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadStatistics;
import java.util.Map;

/** What the replays behind one state cost together. For one thread. */
final class ReadCosts {

    static final ReplayStatistics NONE = new ReplayStatistics(0, 0, 0, new ReadStatistics(0, 0, 0, 0, 0));

    private ReplayStatistics sum = NONE;

    /** Adds a replay, but not the events that it had delivered before. */
    void add(ReplayStatistics replay, ReplayStatistics before) {
        ReadStatistics reads = replay.reads();
        ReadStatistics others = sum.reads();
        sum = new ReplayStatistics(
                sum.hotEvents() + replay.hotEvents() - before.hotEvents(),
                sum.warmEvents() + replay.warmEvents() - before.warmEvents(),
                sum.coldEvents() + replay.coldEvents() - before.coldEvents(),
                new ReadStatistics(
                        others.files() + reads.files(),
                        others.bytes() + reads.bytes(),
                        others.cachedBytes() + reads.cachedBytes(),
                        others.requests() + reads.requests(),
                        others.fetchedBytes() + reads.fetchedBytes()));
    }

    /** Adds the reads of a replay of which no event was folded. */
    void addReads(ReplayStatistics replay) {
        add(replay, replay);
    }

    Map<Tier, Long> events() {
        return Map.of(Tier.HOT, sum.hotEvents(), Tier.WARM, sum.warmEvents(), Tier.COLD, sum.coldEvents());
    }

    ReadStatistics reads() {
        return sum.reads();
    }
}
