package io.varve.ingest.hot;

/**
 * One file of the hot tier that holds events.
 *
 * @param startMicros first instant of the log time that it spans, microseconds since 1970-01-01T00:00:00Z
 * @param endMicros the instant after it
 * @param firstPosition its first position
 * @param endPosition the position after its last
 * @param bytes what it occupies on the disk; its length is more, for it is sparse
 */
public record HotCycleInfo(long startMicros, long endMicros, long firstPosition, long endPosition, long bytes) {}
