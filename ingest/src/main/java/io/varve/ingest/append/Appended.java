package io.varve.ingest.append;

/**
 * Where an event stands in the log.
 *
 * @param position its place in the log
 * @param version its place in its aggregate
 * @param recordedAtMicros its log time, in microseconds since 1970-01-01T00:00:00Z
 * @param duplicate whether the log had the event before, so that this is the answer of the first time
 */
public record Appended(long position, long version, long recordedAtMicros, boolean duplicate) {}
