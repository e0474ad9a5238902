package io.varve.query.projection;

import io.varve.ingest.event.Event;

/**
 * Makes events of an old form into those of a newer one before they are folded; the log keeps them as they are.
 *
 * <p>Those in Java are found by {@link java.util.ServiceLoader} and work for every projection, in the order of their
 * names, before those that a projection brings itself. Each gets what the one before made. Thread-safe, and it looks at
 * nothing but its argument.
 */
public interface Upcaster {

    /** What people call it. */
    String name();

    /** Says what it does, so that snapshots made with another one are never read. */
    default Definition definition() {
        return Definition.ofClasses(getClass());
    }

    /**
     * The event in its newer form; the same object where there is nothing to do.
     *
     * @throws RuntimeException of any kind if the event is not what its type promises
     */
    Event upcast(Event event);
}
