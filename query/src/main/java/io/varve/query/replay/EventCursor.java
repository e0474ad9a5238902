package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;

/**
 * Events in the order asked for, one at a time. For one thread at a time. It holds files and memory until it is closed,
 * has come to its end or has failed; using it after a close or a failure is an {@link IllegalStateException}.
 */
public interface EventCursor extends AutoCloseable {

    /**
     * Goes to the next event; false at the end, from then on always.
     *
     * @throws ReplayException if the next event cannot be read, or the reader was idle past its lease; the cursor is
     *     closed then
     */
    boolean next();

    /**
     * The event that {@link #next()} went to.
     *
     * @throws IllegalStateException unless {@code next()} was the last call to answer, and answered true
     */
    RecordedEvent event();

    /** What was delivered and read so far; may be asked for at any time, also after the end, and from any thread. */
    ReplayStatistics statistics();

    /** Gives back all that the cursor holds. Closing twice is fine. */
    @Override
    void close();
}
