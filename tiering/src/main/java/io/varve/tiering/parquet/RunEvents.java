package io.varve.tiering.parquet;

import io.varve.ingest.event.RecordedEvent;
import java.util.Objects;

/**
 * All events of a run, in position order, decoded but not yet made: an event costs its objects only when it is asked
 * for. Immutable and thread-safe.
 */
public final class RunEvents {

    private final String location;
    private final Run run;
    private final EventRows rows;

    /** Takes rows that lie in position order, of the file at this location. */
    RunEvents(String location, Run run, EventRows rows) {
        this.location = location;
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
     * @throws DamagedFileException if what stands in the file is no event
     */
    public RecordedEvent event(int index) {
        Objects.checkIndex(index, size());
        try {
            return rows.event(index);
        } catch (RuntimeException e) {
            throw new DamagedFileException(
                    location, "the event at position " + (run.firstPosition() + index) + " cannot be decoded", e);
        }
    }

    EventRows rows() {
        return rows;
    }
}
