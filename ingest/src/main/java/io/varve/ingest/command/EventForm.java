package io.varve.ingest.command;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;

/** How a program's own events stand in the log. Thread-safe. */
public interface EventForm<E> {

    /** The attribute {@code type}. */
    String type(E event);

    /** The data, as JSON. */
    Payload data(E event);

    /**
     * The event that was stored; also of forms that earlier versions of the program wrote.
     *
     * @throws IllegalArgumentException if the program does not know it
     */
    E read(Event event);
}
