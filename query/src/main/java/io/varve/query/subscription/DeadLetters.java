package io.varve.query.subscription;

import io.varve.ingest.event.Event;

/** Takes what a consumer keeps refusing. */
@FunctionalInterface
public interface DeadLetters {

    /**
     * Appends the event to the log, which is created if there is none. The event is durable when this returns; the same
     * event again is appended once.
     *
     * @throws RuntimeException if it may not be durable; the same event will be given again
     */
    void append(String log, Event letter);
}
