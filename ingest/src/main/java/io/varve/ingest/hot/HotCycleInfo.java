package io.varve.ingest.hot;

/**
 * One file of the hot log.
 *
 * @param startMicros first instant of log time that it may hold, in microseconds
 * @param endMicros first instant after it
 * @param firstPosition its first event
 * @param endPosition the position after its last event
 * @param bytes bytes of it that are in use; the file itself is sparse and looks larger
 */
public record HotCycleInfo(long startMicros, long endMicros, long firstPosition, long endPosition, long bytes) {}
