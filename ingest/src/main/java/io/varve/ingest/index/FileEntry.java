package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;

/**
 * Rows of one aggregate that lie together in one run of a file.
 *
 * @param firstVersion version of the first row; the others follow densely
 * @param runFirstPosition position at which the run begins
 * @param firstRow number of the first row inside the run, from 0
 * @param count rows, at least 1
 */
public record FileEntry(AggregateId aggregate, long firstVersion, long runFirstPosition, int firstRow, int count) {

    public FileEntry {
        if (firstVersion < 0 || runFirstPosition < 0 || firstRow < 0 || count < 1) {
            throw new IllegalArgumentException("entry of aggregate '" + aggregate + "' is no row range: first version "
                    + firstVersion + ", run " + runFirstPosition + ", first row " + firstRow + ", count " + count);
        }
    }

    long lastVersion() {
        return firstVersion + count - 1;
    }
}
