package io.varve.query.replay;

import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotSpan;
import java.util.List;

/**
 * What the hot tier holds.
 *
 * @param firstPosition first position it holds
 * @param endPosition the position after the last that it holds
 * @param spans its files in ascending order; where they end is where a plan may be cut
 */
record HotRange(long firstPosition, long endPosition, List<HotSpan> spans) {

    HotRange {
        spans = List.copyOf(spans);
    }

    /**
     * What the log holds now. To be taken before the catalog's view, since a cycle is released only after the catalog
     * names its events: then the two leave no gap.
     */
    static HotRange of(HotLog hot) {
        long first = hot.firstPosition();
        List<HotSpan> spans = hot.spans();
        return new HotRange(first, hot.nextPosition(), spans);
    }
}
