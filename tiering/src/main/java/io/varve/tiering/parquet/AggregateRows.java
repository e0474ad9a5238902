package io.varve.tiering.parquet;

/** The rows of one aggregate in a run: consecutive, in version order. */
final class AggregateRows implements Comparable<AggregateRows> {

    private final Utf8Key subject;
    private final long firstVersion;
    private int count;
    private int nextRow;

    AggregateRows(Utf8Key subject, long firstVersion) {
        this.subject = subject;
        this.firstVersion = firstVersion;
    }

    byte[] subject() {
        return subject.bytes();
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

    void addOne() {
        count++;
    }

    /** Lays the rows down from this one on and returns the first row after them. */
    int placeAt(int row) {
        nextRow = row;
        return row + count;
    }

    int takeRow() {
        return nextRow++;
    }

    @Override
    public int compareTo(AggregateRows other) {
        return subject.compareTo(other.subject);
    }
}
