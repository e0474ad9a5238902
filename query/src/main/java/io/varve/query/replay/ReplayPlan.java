package io.varve.query.replay;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From where a replay will be read. Positions between segments hold nothing that is wanted.
 *
 * @param log the log's name
 * @param request what was asked for
 * @param from first position that the plan answers for, inclusive
 * @param to end of the positions that it answers for, exclusive: the request's, or the head when it was made
 * @param segments in the order of their positions, never overlapping
 * @param prunedFiles files that lie in the wanted positions, but hold none of the wanted times
 */
public record ReplayPlan(
        String log, ReplayRequest request, long from, long to, List<ReplaySegment> segments, int prunedFiles) {

    public ReplayPlan {
        segments = List.copyOf(segments);
    }

    /** Whether a segment lies in this file. */
    boolean reads(CatalogFile file) {
        ReplaySegment segment = firstEndingBehind(file.firstPosition());
        return segment != null && file.equals(segment.file());
    }

    /** Whether a segment of the hot tier holds this position. */
    boolean readsHot(long position) {
        ReplaySegment segment = firstEndingBehind(position);
        return segment != null && segment.tier() == Tier.HOT && segment.from() <= position;
    }

    private @Nullable ReplaySegment firstEndingBehind(long position) {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).to() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < segments.size() ? segments.get(low) : null;
    }
}
