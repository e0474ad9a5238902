package io.varve.ingest.source;

/**
 * How to import.
 *
 * @param backfill whether each event is recorded at its own time; if not, at the time of the import
 * @param batchEvents the most events that are handed over at once, at least 1
 * @param batchBytes the most bytes of events that are handed over at once, unless a single one is larger
 * @param bulk whether the target parts a batch itself: events of several times are handed over together, and the next
 *     ones are read while it works
 */
public record ImportOptions(boolean backfill, int batchEvents, long batchBytes, boolean bulk) {

    public static final int DEFAULT_BATCH_EVENTS = 1_000;

    private static final long DEFAULT_BATCH_BYTES = 4L << 20;
    private static final int BULK_EVENTS = 1 << 16;
    private static final long BULK_BYTES = 8L << 20;

    public ImportOptions {
        if (batchEvents < 1) {
            throw new IllegalArgumentException("batchEvents is " + batchEvents + ", must be at least 1");
        }
    }

    /** In batches that are appended as they are. */
    public ImportOptions(boolean backfill, int batchEvents) {
        this(backfill, batchEvents, DEFAULT_BATCH_BYTES, false);
    }

    /** Recorded at the time of the import, in batches of {@link #DEFAULT_BATCH_EVENTS}. */
    public static ImportOptions now() {
        return new ImportOptions(false, DEFAULT_BATCH_EVENTS);
    }

    /** Recorded at the events' own times, in batches of {@link #DEFAULT_BATCH_EVENTS}. */
    public static ImportOptions past() {
        return new ImportOptions(true, DEFAULT_BATCH_EVENTS);
    }

    /** As much at once as is worth a request to a distant log. */
    public static ImportOptions bulk(boolean backfill) {
        return new ImportOptions(backfill, BULK_EVENTS, BULK_BYTES, true);
    }
}
