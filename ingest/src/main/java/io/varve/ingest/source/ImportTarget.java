package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log that an {@link Importer} feeds. What it cannot take it refuses with an unchecked exception whose message says
 * why; then nothing of that call is in the log.
 */
public interface ImportTarget {

    /** Appends the events in their order; those that the log holds already are recognised by source and id. */
    Taken append(List<Event> events);

    /**
     * Begins to append events at their own times, alone on the log until closed.
     *
     * @param source key under which the log keeps how far it came
     */
    Backfill backfill(String source);

    /**
     * What became of the events of one call.
     *
     * @param appended how many were new
     * @param duplicates how many the log held already
     */
    record Taken(int appended, int duplicates) {}

    /** One import of the past. */
    interface Backfill extends AutoCloseable {

        /** The progress that was last appended under this source, or null if none ever was. */
        byte @Nullable [] progress();

        /**
         * Appends events that all have the same time, which becomes the time of recording, and the progress reached
         * with them, as one.
         */
        Taken append(List<Event> sameTime, byte[] progress);

        /** The source has no more rows; without it the import stands unfinished, and nothing else may be appended. */
        void complete();

        /** Makes all durable and gives the log free. */
        @Override
        void close();
    }
}
