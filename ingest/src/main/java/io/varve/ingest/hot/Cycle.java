package io.varve.ingest.hot;

import org.jspecify.annotations.Nullable;

/** A cycle that holds events. What changes is guarded by {@link Cycles}, or is written by the writer alone. */
final class Cycle {

    static final long UNKNOWN = -1;

    private final int number;
    private final long firstPosition;
    private volatile long endPosition;
    private volatile long excerpts;
    private volatile long bytes;
    private volatile @Nullable Landmarks landmarks;
    private int pins;

    /**
     * @param excerpts number of excerpts; {@link #UNKNOWN} in a cycle that does not grow any more
     * @param bytes bytes in use, {@link #UNKNOWN} until somebody asks
     * @param landmarks where its excerpts lie, null until somebody asks
     */
    Cycle(int number, long firstPosition, long endPosition, long excerpts, long bytes, @Nullable Landmarks landmarks) {
        this.number = number;
        this.firstPosition = firstPosition;
        this.endPosition = endPosition;
        this.excerpts = excerpts;
        this.bytes = bytes;
        this.landmarks = landmarks;
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

    @Nullable
    Landmarks landmarks() {
        return landmarks;
    }

    /** Notes where the excerpts of a cycle lie that does not change any more. */
    void noteLandmarks(Landmarks found) {
        landmarks = found;
    }

    /** Notes what was measured of a cycle that does not change any more. */
    void noteBytes(long measured) {
        bytes = measured;
    }

    /** Notes that an excerpt has come to the end, where its length word lies, and where it ends. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the writer thread alone writes while the cycle grows
    void grow(long newEndPosition, long offset, long newBytes) {
        Landmarks known = landmarks;
        if (known != null && excerpts % Queues.INDEX_SPACING == 0) {
            known.add(offset, endPosition);
        }
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
