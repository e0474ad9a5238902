package io.varve.ingest.hot;

import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.RecordedEvent;
import java.util.List;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of positions, in order. Each excerpt's CRC is checked, and that positions are dense, before any of its
 * events is shown. Used by one thread.
 */
public final class HotCursor implements AutoCloseable {

    private final HotLog log;
    private final SingleChronicleQueue queue;
    private final List<HotCycle> cycles;
    private final long toPosition;
    private int nextCycle;
    private @Nullable CycleReader reader;
    private @Nullable Excerpt excerpt;
    private long position;
    private boolean closed;

    HotCursor(HotLog log, SingleChronicleQueue queue, List<HotCycle> cycles, long fromPosition, long toPosition) {
        this.log = log;
        this.queue = queue;
        this.cycles = cycles;
        this.position = fromPosition - 1;
        this.toPosition = toPosition;
    }

    /**
     * Goes to the next event; false at the end.
     *
     * @throws HotLogException if it cannot be read as it was written
     */
    public boolean next() {
        if (closed) {
            throw new IllegalStateException("the cursor is closed");
        }
        if (position + 1 >= toPosition) {
            return false;
        }
        position++;
        if (excerpt == null || position >= excerpt.endPosition()) {
            excerpt = nextExcerpt();
            if (position < excerpt.firstPosition() || position >= excerpt.endPosition()) {
                throw new HotLogException("position " + position + " is missing: the hot tier goes on with "
                        + excerpt.firstPosition() + " to " + (excerpt.endPosition() - 1));
            }
        }
        return true;
    }

    public long position() {
        return position;
    }

    public long version() {
        return current().versions()[index()];
    }

    /** Log time, in microseconds since 1970-01-01T00:00:00Z. */
    public long recordedAtMicros() {
        return current().recordedAtMicros();
    }

    /** The canonical content, a new array each time. */
    public byte[] content() {
        return current().content(index());
    }

    public RecordedEvent event() {
        Excerpt current = current();
        int index = index();
        return new RecordedEvent(
                position,
                current.versions()[index],
                current.recordedAtMicros(),
                EventCodec.decode(current.bytes(), current.offsets()[index], current.lengths()[index]));
    }

    /** The progress of a source stored with the batch that the event is of; null if there is none. */
    public byte @Nullable [] batchProgress() {
        return current().progress();
    }

    /** Whether the event is the last of its batch. */
    public boolean lastOfBatch() {
        return position == current().endPosition() - 1;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeReader();
            log.unpin(cycles);
        }
    }

    private Excerpt nextExcerpt() {
        while (true) {
            CycleReader open = reader;
            if (open != null) {
                Excerpt next = open.next();
                if (next != null) {
                    return next;
                }
                closeReader();
            }
            if (nextCycle == cycles.size()) {
                throw new HotLogException("position " + position + " is missing: the hot tier ends before it");
            }
            HotCycle cycle = cycles.get(nextCycle++);
            CycleReader opened = new CycleReader(queue, cycle.cycle());
            reader = opened;
            if (position > cycle.firstPosition()) {
                opened.seek(position);
            }
        }
    }

    private void closeReader() {
        CycleReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    private int index() {
        return (int) (position - current().firstPosition());
    }

    private Excerpt current() {
        Excerpt current = excerpt;
        if (current == null) {
            throw new IllegalStateException("next() comes before the first event");
        }
        return current;
    }
}
