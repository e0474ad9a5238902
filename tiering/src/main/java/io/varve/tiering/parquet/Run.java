package io.varve.tiering.parquet;

/**
 * A contiguous range of positions inside a file: one row group.
 *
 * @param firstPosition position of its first event
 * @param events number of events
 * @param rawBytes bytes of their contents before encoding
 * @param minRecordedAtMicros log time of its first event, microseconds since 1970-01-01T00:00:00Z
 * @param maxRecordedAtMicros log time of its last event
 * @param offset where the row group begins in the file
 * @param bytes length of the row group in the file
 */
public record Run(
        long firstPosition,
        int events,
        long rawBytes,
        long minRecordedAtMicros,
        long maxRecordedAtMicros,
        long offset,
        long bytes) {

    /** The first position after the run. */
    public long endPosition() {
        return firstPosition + events;
    }
}
