package io.varve.query.state.all;

import io.varve.ingest.index.FileEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Some aggregates of a run and their first rows: enough to tell which rows may hold a range of aggregates, with a few
 * rows too many at its ends. Immutable and thread-safe.
 */
final class RunSamples {

    private final int events;
    private final int[] rows;
    private final List<byte[]> keys;

    private RunSamples(int events, int[] rows, List<byte[]> keys) {
        this.events = events;
        this.rows = rows;
        this.keys = keys;
    }

    /**
     * @param events number of rows of the run
     * @param entries those of the run, in row order
     * @param step a sample is to stand for so many rows
     * @param skip rows before the first sample, so that samples of many small runs do not all stand at their beginning
     */
    static RunSamples of(int events, Iterator<FileEntry> entries, int step, int skip) {
        int[] rows = new int[events / step + 1];
        List<byte[]> keys = new ArrayList<>();
        int next = skip;
        while (entries.hasNext()) {
            FileEntry entry = entries.next();
            if (entry.firstRow() + entry.count() > next) {
                rows[keys.size()] = entry.firstRow();
                keys.add(entry.aggregate().utf8());
                next += step;
                while (next < entry.firstRow() + entry.count()) {
                    next += step;
                }
            }
        }
        return new RunSamples(events, Arrays.copyOf(rows, keys.size()), keys);
    }

    List<byte[]> keys() {
        return keys;
    }

    /** A row at or before the first one of the range. */
    int firstRow(KeyRange range) {
        int after = range.from() == null ? 0 : firstNotBelow(range.from(), true);
        return after == 0 ? 0 : rows[after - 1];
    }

    /** A row behind the last one of the range. */
    int endRow(KeyRange range) {
        int at = range.to() == null ? keys.size() : firstNotBelow(range.to(), false);
        return at == keys.size() ? events : rows[at];
    }

    /** Index of the first sample that is at or, on request, strictly behind the key. */
    private int firstNotBelow(byte[] key, boolean strictly) {
        int low = 0;
        int high = keys.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(keys.get(middle), key);
            if (order < 0 || (strictly && order == 0)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
