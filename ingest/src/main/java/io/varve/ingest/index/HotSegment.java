package io.varve.ingest.index;

/**
 * Consecutive events of one aggregate in the hot tier.
 *
 * @param firstVersion version of the event at {@code positions[0]}
 * @param positions ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HotSegment(long firstVersion, long[] positions) {

    /** So that a lookup of the newest events reads little of an aggregate with very many. */
    static final int MAX_EVENTS = 4_096;

    long lastVersion() {
        return firstVersion + positions.length - 1;
    }
}
