package io.varve.ingest.hot;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.MalformedEventException;
import io.varve.ingest.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Events of a hot log in position order, without a gap. Stands before the first event until {@link #next} is called.
 *
 * <p>For one thread at a time. Keeps the files of its range from being released until it is closed, and can be read to
 * its end even if the log is closed before.
 */
public final class HotCursor implements AutoCloseable {

    private final Cycles cycles;
    private final CycleLength length;
    private final ExcerptPool pool;
    private final long from;
    private final long to;

    private @Nullable CycleReader reader;
    private @Nullable Cycle cycle;
    private @Nullable BatchReader batch;
    private long position;
    private boolean closed;

    HotCursor(Cycles cycles, CycleLength length, ExcerptPool pool, long from, long to) {
        this.cycles = cycles;
        this.length = length;
        this.pool = pool;
        this.from = from;
        this.to = to;
        this.position = from - 1;
        cycles.pin(from, to);
    }

    /**
     * Moves to the next event; false at the end of the range.
     *
     * @throws HotLogException if the batch in which the event lies is damaged or not the one that must follow
     */
    public boolean next() {
        if (closed) {
            throw new IllegalStateException("the cursor is closed");
        }
        if (position + 1 >= to) {
            position = to;
            batch = null;
            return false;
        }
        BatchReader current = batch;
        if (current == null || !current.next()) {
            current = batchAt(position + 1);
            batch = current;
            do {
                current.next();
            } while (current.position() <= position);
        }
        position++;
        return true;
    }

    /** Position of the current event. */
    public long position() {
        return current().position();
    }

    /** Its number in its aggregate. */
    public long version() {
        return current().version();
    }

    /** Its log time in microseconds. */
    public long recordedAtMicros() {
        return current().recordedAtMicros();
    }

    /** Its content in the form of {@link EventCodec}, a new array each time. */
    public byte[] content() {
        return current().content();
    }

    /**
     * The current event, decoded.
     *
     * @throws HotLogException if its content is not that of an event
     */
    public RecordedEvent event() {
        BatchReader current = current();
        byte[] content = current.content();
        try {
            Event event = EventCodec.decode(content, 0, content.length);
            return new RecordedEvent(current.position(), current.version(), current.recordedAtMicros(), event);
        } catch (MalformedEventException e) {
            throw damaged(e);
        }
    }

    /** What to throw where something inside the current event cannot be read: it names the file and the place. */
    public HotLogException damaged(RuntimeException cause) {
        Cycle standsIn = cycle;
        String file = standsIn == null ? "an unknown file" : length.fileName(standsIn.number());
        return new HotLogException(
                "the hot log is damaged in " + file + " at position "
                        + current().position() + ": " + cause.getMessage(),
                cause);
    }

    /** The progress stored with the batch in which the current event lies, a new array each time. */
    public byte @Nullable [] batchProgress() {
        return current().progress();
    }

    /** Whether the current event is the last one of its batch. */
    public boolean lastOfBatch() {
        return current().atLast();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        batch = null;
        try {
            if (reader != null) {
                reader.close();
            }
        } finally {
            cycles.unpin(from, to);
        }
    }

    private BatchReader current() {
        BatchReader current = batch;
        if (current == null || closed) {
            throw new IllegalStateException("the cursor stands on no event");
        }
        return current;
    }

    private BatchReader batchAt(long expected) {
        Cycle before = cycle;
        CycleReader open = reader;
        if (open != null && before != null && expected < before.endPosition()) {
            return open.next(before, expected);
        }
        Cycle found = cycles.at(expected);
        if (found == null || expected >= found.endPosition()) {
            throw new HotLogException("position " + expected + " is not in the hot log");
        }
        if (open != null) {
            open.close();
            reader = null;
        }
        open = new CycleReader(pool, length, found.number());
        reader = open;
        cycle = found;
        return open.find(found, expected);
    }
}
