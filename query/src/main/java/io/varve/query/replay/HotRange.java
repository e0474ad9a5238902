package io.varve.query.replay;

import io.varve.ingest.hot.HotCycleInfo;
import io.varve.ingest.hot.HotLog;
import java.util.List;

/**
 * What the hot tier holds.
 *
 * @param firstPosition first position it holds
 * @param endPosition the position after the last that it holds
 * @param cycles its files in ascending order; where they end is where a plan may be cut
 */
record HotRange(long firstPosition, long endPosition, List<HotCycleInfo> cycles) {

    HotRange {
        cycles = List.copyOf(cycles);
    }

    /**
     * What the log holds now. To be taken before the catalog's view, since a cycle is released only after the catalog
     * names its events: then the two leave no gap.
     */
    static HotRange of(HotLog hot) {
        long first = hot.firstPosition();
        List<HotCycleInfo> cycles = hot.cycles();
        return new HotRange(first, hot.nextPosition(), cycles);
    }
}
