package io.varve.tiering.parquet;

import io.varve.ingest.event.RecordedEvent;

/**
 * All events of a run, in position order, decoded but not yet made: an event costs its objects only when it is asked
 * for. Immutable and thread-safe.
 */
public final class RunEvents {

    private final Run run;
    private final EventRows rows;

    /** Takes rows that lie in position order. */
    RunEvents(Run run, EventRows rows) {
        this.run = run;
        this.rows = rows;
    }

    /** The run. */
    public Run run() {
        return run;
    }

    /** Number of events. */
    public int size() {
        return rows.size();
    }

    /**
     * Makes the event at an index.
     *
     * @param index position less the first position of the run
     */
    public RecordedEvent event(int index) {
        return rows.event(index);
    }

    EventRows rows() {
        return rows;
    }
}
