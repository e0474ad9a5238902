package io.varve.tiering.parquet;

import io.varve.ingest.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a run in row order: by aggregate, then version. They are decoded but not yet made: an event costs its
 * objects only when it is asked for. Immutable and thread-safe.
 */
public final class RowEvents {

    /** Finds something by the id of an aggregate, of which no object is made for it. */
    @FunctionalInterface
    public interface LookUp<T> {

        /** Is given the UTF-8 bytes of the id; they are not to be changed, and to be copied if they are kept. */
        @Nullable
        T find(byte[] array, int offset, int length);
    }

    private final EventRows rows;

    RowEvents(EventRows rows) {
        this.rows = rows;
    }

    /** Number of rows. */
    public int size() {
        return rows.size();
    }

    /** Whether the row is the first one here of its aggregate. */
    public boolean beginsAggregate(int row) {
        SubjectColumn subjects = rows.subjects();
        return row == 0 || subjects.number(row) != subjects.number(row - 1);
    }

    /** Looks up the aggregate of a row. */
    public <T> @Nullable T aggregate(int row, LookUp<T> lookUp) {
        SubjectColumn subjects = rows.subjects();
        Slice slice = new Slice();
        subjects.locate(subjects.number(row), slice);
        return lookUp.find(slice.array, slice.offset, slice.length);
    }

    /** The position of a row's event. */
    public long position(int row) {
        return rows.position(row);
    }

    /** Makes the event of a row. */
    public RecordedEvent event(int row) {
        return rows.event(row);
    }
}
