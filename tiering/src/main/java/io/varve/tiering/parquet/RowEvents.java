package io.varve.tiering.parquet;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;

/**
 * Some rows of a run in row order: by aggregate, then version. They are decoded but not yet made: an event costs its
 * objects only when it is asked for. Immutable and thread-safe.
 */
public final class RowEvents {

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

    /** The aggregate of a row. */
    public AggregateId aggregate(int row) {
        SubjectColumn subjects = rows.subjects();
        return subjects.aggregate(subjects.number(row));
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
