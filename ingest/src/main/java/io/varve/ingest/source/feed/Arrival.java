package io.varve.ingest.source.feed;

import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import org.jspecify.annotations.Nullable;

/** One thing that a source gave: a record, a row. */
public interface Arrival {

    /**
     * The event that it is; the bounds of the log's rules are not checked.
     *
     * @throws InvalidEventException if it is none; one line that says why
     */
    Event event();

    /** The same as a dead letter. */
    DeadLetter letter(String reason);

    /** Whether the log of dead letters is known to have it. */
    boolean hasLetter();

    /** How far its source has been read with it; null if the source does not say. */
    @Nullable
    SourceProgress progress();
}
