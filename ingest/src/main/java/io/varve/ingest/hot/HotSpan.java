package io.varve.ingest.hot;

/**
 * What one file of the hot log is there for.
 *
 * @param startMicros first instant of log time that it may hold, in microseconds
 * @param endMicros first instant after it
 * @param firstPosition its first event
 * @param endPosition the position after its last event
 */
public record HotSpan(long startMicros, long endMicros, long firstPosition, long endPosition) {}
