package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import java.io.IOException;

/**
 * A finite sequence of events to be taken into a log, read once from the front. For one thread.
 *
 * <p>The order of the sequence is the order in which the events are appended.
 */
public interface EventSource extends AutoCloseable {

    /** What this source is, the same in each run over the same thing: the key under which its progress is kept. */
    String name();

    /**
     * What the source holds, as a short text: two sources with equal fingerprints give the same events in the same
     * order, as far as that can be known. May be costly; computed when first asked for.
     *
     * @throws java.io.UncheckedIOException if the source cannot be read for it
     */
    String fingerprint();

    /**
     * Goes to the next event.
     *
     * @return whether there is one
     * @throws InvalidEventException if what comes next is not an event; the message tells why, {@link #where()} where.
     *     A further call goes on behind it, if the source can.
     * @throws IOException if the source cannot be read or is damaged; it is of no further use
     * @throws SqlSourceException if it is a SELECT that fails on its way; it is of no further use
     */
    boolean next() throws IOException;

    /** The event that {@link #next()} went to. */
    Event event();

    /** The number of the line or row that {@link #next()} is at, from 1 on, rising; 0 before it was called. */
    long row();

    /** Where in the source a row is, for messages: {@code events.ndjson line 17}. */
    String where(long row);

    /** Where in the source {@link #next()} is. */
    default String where() {
        return where(row());
    }

    /** How many bytes were read so far, counted as in {@link #totalBytes()}. */
    long bytesRead();

    /** How many bytes there are to read, or -1 if that is not known. */
    long totalBytes();

    @Override
    void close() throws IOException;
}
