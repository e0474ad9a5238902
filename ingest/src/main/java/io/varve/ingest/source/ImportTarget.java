package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log that an {@link Importer} feeds. What it cannot take it refuses with an unchecked exception whose message says
 * why; then nothing of that call is in the log, or what a {@link PartlyTakenException} tells. Calls follow each other,
 * but may come from another thread each.
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
    record Taken(int appended, int duplicates) {

        /** Nothing. */
        public static final Taken NONE = new Taken(0, 0);

        /** Both together. */
        public Taken plus(Taken other) {
            return new Taken(appended + other.appended, duplicates + other.duplicates);
        }

        /** How many events are in the log. */
        public int events() {
            return appended + duplicates;
        }
    }

    /** One import of the past. */
    interface Backfill extends AutoCloseable {

        /** The progress that was last appended under this source, or null if none ever was. */
        byte @Nullable [] progress();

        /**
         * Appends events, each at its own time, and the progress reached with them.
         *
         * @param events all of the same time, but where the {@linkplain ImportOptions#bulk options} are those of bulk
         */
        Taken append(List<Event> events, byte[] progress);

        /** The source has no more rows; without it the import stands unfinished, and nothing else may be appended. */
        void complete();

        /** Makes all durable and gives the log free. */
        @Override
        void close();
    }
}
