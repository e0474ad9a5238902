package io.varve.tiering.cache;

import io.varve.tiering.parquet.FileBlocks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which ranges of blocks to ask for, when some are wanted: a request costs more than some blocks that nobody wants. */
final class FetchPlan {

    /**
     * Blocks one after the other.
     *
     * @param first number of the first block
     * @param end number after the last one
     */
    record Range(int first, int end) {

        int blocks() {
            return end - first;
        }
    }

    /** As long as all is no more than this, the closest ranges become one. */
    private static final int LIMIT_BLOCKS = (192 << 10) / FileBlocks.BYTES;

    private FetchPlan() {}

    /** @param wanted ascending, without repetition */
    static List<Range> of(List<Integer> wanted) {
        List<Range> ranges = new ArrayList<>();
        for (int block : wanted) {
            Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last.end() == block) {
                ranges.set(ranges.size() - 1, new Range(last.first(), block + 1));
            } else {
                ranges.add(new Range(block, block + 1));
            }
        }
        return join(ranges, wanted.size());
    }

    private static List<Range> join(List<Range> ranges, int wanted) {
        List<Integer> gaps = new ArrayList<>();
        for (int i = 1; i < ranges.size(); i++) {
            gaps.add(ranges.get(i).first() - ranges.get(i - 1).end());
        }
        gaps.sort(Comparator.naturalOrder());
        int blocks = wanted;
        int widest = 0;
        for (int gap : gaps) {
            blocks += gap;
            if (blocks > LIMIT_BLOCKS) {
                break;
            }
            widest = gap;
        }
        List<Range> joined = new ArrayList<>();
        blocks = wanted;
        for (Range range : ranges) {
            Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            int gap = last == null ? Integer.MAX_VALUE : range.first() - last.end();
            if (last != null && gap <= widest && blocks + gap <= LIMIT_BLOCKS) {
                joined.set(joined.size() - 1, new Range(last.first(), range.end()));
                blocks += gap;
            } else {
                joined.add(range);
            }
        }
        return joined;
    }
}
