package io.varve.ingest.command;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import java.util.function.Consumer;

/** The events of an aggregate, from whatever tier. Thread-safe. */
public interface AggregateHistory {

    /**
     * Hands over all durable events of the aggregate from this version on, in the order of their versions.
     *
     * @param fromVersion inclusive, 0 or more
     */
    void read(AggregateId aggregate, long fromVersion, Consumer<RecordedEvent> reader);
}
