package io.varve.ingest.hot;

/** A cycle that holds events. What changes is guarded by {@link Cycles}, or is written by the writer alone. */
final class Cycle {

    static final long UNKNOWN = -1;

    private final int number;
    private final long firstPosition;
    private volatile long endPosition;
    private volatile long excerpts;
    private volatile long bytes;
    private int pins;

    /**
     * @param excerpts number of excerpts, {@link #UNKNOWN} until somebody asks
     * @param bytes bytes in use, {@link #UNKNOWN} until somebody asks
     */
    Cycle(int number, long firstPosition, long endPosition, long excerpts, long bytes) {
        this.number = number;
        this.firstPosition = firstPosition;
        this.endPosition = endPosition;
        this.excerpts = excerpts;
        this.bytes = bytes;
    }

    int number() {
        return number;
    }

    long firstPosition() {
        return firstPosition;
    }

    long endPosition() {
        return endPosition;
    }

    long excerpts() {
        return excerpts;
    }

    long bytes() {
        return bytes;
    }

    /** Notes what was counted in a cycle that does not change any more. */
    void noteExcerpts(long counted) {
        excerpts = counted;
    }

    /** Notes what was measured of a cycle that does not change any more. */
    void noteBytes(long measured) {
        bytes = measured;
    }

    /** Notes that an excerpt has come to the end. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the writer thread alone writes while the cycle grows
    void grow(long newEndPosition, long newBytes) {
        bytes = newBytes;
        excerpts++;
        endPosition = newEndPosition;
    }

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    boolean pinned() {
        return pins > 0;
    }
}
