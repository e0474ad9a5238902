package io.varve.ingest.hot;

/**
 * A cycle that holds events: its number in Chronicle, and its first position. It ends where the next one begins.
 *
 * @param cycle number of units since 1970
 * @param firstPosition its first position
 */
record HotCycle(int cycle, long firstPosition) {}
