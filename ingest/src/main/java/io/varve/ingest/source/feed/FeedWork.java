package io.varve.ingest.source.feed;

import java.time.Duration;

/**
 * What a feed does over and over: take what its source has, append it, and note in the log or in the source how far it
 * came. All but {@link #wakeUp} is called by one thread.
 */
public interface FeedWork extends AutoCloseable {

    /**
     * Takes what there is now, or a bounded part of it. What it took is durable when it returns.
     *
     * @return how long to wait for more; zero if there may be more at once
     * @throws Exception if the source or the log fails; what of this step is not in the log is taken again by a later
     *     one, after {@link #reset}
     */
    Duration step() throws Exception;

    /** Gives back what is open after a step that failed. The next step begins from what is durable. */
    void reset();

    /** Ends the waiting of a step that is under way, if it can; from any thread. */
    void wakeUp();

    @Override
    void close();
}
