package io.varve.tiering.parquet;

/** The rows of one aggregate in a run: consecutive, in version order. Its key is the bytes of the aggregate's id. */
final class AggregateRows extends Utf8Key {

    private final long firstVersion;
    private int count;
    private int nextRow;

    AggregateRows(Utf8Key probe, long firstVersion) {
        super(probe);
        this.firstVersion = firstVersion;
    }

    long firstVersion() {
        return firstVersion;
    }

    long nextVersion() {
        return firstVersion + count;
    }

    int count() {
        return count;
    }

    void add(int rows) {
        count += rows;
    }

    /** Lays the rows down from this one on and returns the first row after them. */
    int placeAt(int row) {
        nextRow = row;
        return row + count;
    }

    int takeRow() {
        return nextRow++;
    }
}
