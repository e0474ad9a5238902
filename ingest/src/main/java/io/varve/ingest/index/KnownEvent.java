package io.varve.ingest.index;

import io.varve.ingest.event.Hash128;

/**
 * An event that was found by its id.
 *
 * @param position position in the log
 * @param version version in its aggregate
 * @param recordedAtMicros log time in microseconds since 1970-01-01T00:00:00Z
 * @param contentHash by which the same event is told from another one under the same id
 */
public record KnownEvent(long position, long version, long recordedAtMicros, Hash128 contentHash) {}
