package io.varve.ingest.source;

/**
 * How to import.
 *
 * @param backfill whether each event is recorded at its own time; if not, at the time of the import
 * @param batchEvents the most events that are appended at once, at least 1
 */
public record ImportOptions(boolean backfill, int batchEvents) {

    public static final int DEFAULT_BATCH_EVENTS = 1_000;

    public ImportOptions {
        if (batchEvents < 1) {
            throw new IllegalArgumentException("batchEvents is " + batchEvents + ", must be at least 1");
        }
    }

    /** Recorded at the time of the import, in batches of {@link #DEFAULT_BATCH_EVENTS}. */
    public static ImportOptions now() {
        return new ImportOptions(false, DEFAULT_BATCH_EVENTS);
    }

    /** Recorded at the events' own times, in batches of {@link #DEFAULT_BATCH_EVENTS}. */
    public static ImportOptions past() {
        return new ImportOptions(true, DEFAULT_BATCH_EVENTS);
    }
}
