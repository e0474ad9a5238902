package io.varve.server.events;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;

/** Prints events in one form. For one thread. */
public interface EventPrinter extends AutoCloseable {

    void print(RecordedEvent event) throws IOException;

    /** Prints something that readers pass over, so that the connection does not stand still. */
    void keepAlive() throws IOException;

    /** Hands over what was printed, as far as the form allows. */
    void flush() throws IOException;

    /** Prints what tells that this is all, and hands it over. */
    void finish() throws IOException;

    /** Gives back what it holds; what was not handed over is lost. */
    @Override
    default void close() {}
}
