package io.varve.ingest.hot;

/**
 * What a cycle's file holds: the whole, dense events from its beginning on, and what lies behind them.
 *
 * @param excerpts number of whole excerpts
 * @param firstPosition position of the first event; -1 if there is none
 * @param endPosition position after the last event of the whole excerpts; -1 if there is none
 * @param lastRecordedAtMicros log time of the last event
 * @param lastOffset where in the file the last whole excerpt begins, at its length word
 * @param lastEnd where it ends
 * @param landmarks where each 64th excerpt begins
 * @param sealed whether the mark that ends a file follows
 * @param damagedFrom where in the file bytes begin that are neither; equal to damagedTo if there are none
 * @param damagedTo the end of those bytes
 * @param fault what is wrong there
 */
record CycleScan(
        long excerpts,
        long firstPosition,
        long endPosition,
        long lastRecordedAtMicros,
        long lastOffset,
        long lastEnd,
        Landmarks landmarks,
        boolean sealed,
        long damagedFrom,
        long damagedTo,
        String fault) {

    boolean empty() {
        return excerpts == 0;
    }

    boolean damaged() {
        return damagedTo > damagedFrom;
    }
}
