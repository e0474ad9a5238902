package io.varve.ingest.append;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import java.util.List;

/**
 * Events to append together: all of them, in this order, or none.
 *
 * @param events one or more
 * @param expected the version that their aggregate must have; other than {@link ExpectedVersion#any()} only where all
 *     events share one subject
 */
public record AppendRequest(List<Event> events, ExpectedVersion expected) {

    public AppendRequest {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("an append needs at least one event");
        }
        if (!expected.isAny()) {
            AggregateId subject = events.get(0).subject();
            for (Event event : events) {
                if (!event.subject().equals(subject)) {
                    throw new IllegalArgumentException("an expected version needs events of one subject, not of '"
                            + subject + "' and '" + event.subject() + "'");
                }
            }
        }
    }

    /** Events to append whatever the versions of their aggregates are. */
    public static AppendRequest of(List<Event> events) {
        return new AppendRequest(events, ExpectedVersion.any());
    }
}
