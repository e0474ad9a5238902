package io.varve.ingest.event;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable fact as a producer states it: the attributes of a CloudEvents 1.0 event, whose {@code subject} is the id
 * of the aggregate.
 *
 * <p>A null attribute is one that the producer did not give; it is never the same as an empty one. What makes an event
 * acceptable is checked once, at the door of the log, by {@link EventRules}.
 *
 * @param id unique within its source; a second event of the same source and id is the same event
 * @param source where the event comes from, a URI reference
 * @param subject the aggregate
 * @param type what happened, in the past tense
 * @param time business time
 * @param dataContentType media type of the data; absent means JSON
 * @param dataSchema URI of the schema of the data
 * @param data bytes exactly as received
 * @param extensions extension attributes as literals (see {@link ExtensionLiteral}), ordered by name
 */
public record Event(
        String id,
        String source,
        AggregateId subject,
        String type,
        @Nullable EventTime time,
        @Nullable String dataContentType,
        @Nullable String dataSchema,
        @Nullable Payload data,
        SortedMap<String, String> extensions) {

    private static final SortedMap<String, String> NONE = Collections.emptySortedMap();

    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(type, "type");
        extensions = extensions.isEmpty() ? NONE : Collections.unmodifiableSortedMap(new TreeMap<>(extensions));
    }

    /** An event with JSON data and nothing else beside what is required. */
    public static Event json(String id, String source, String subject, String type, String data) {
        return new Event(id, source, new AggregateId(subject), type, null, null, null, Payload.ofText(data), NONE);
    }

    /** The same event at another business time. */
    public Event at(EventTime newTime) {
        return new Event(id, source, subject, type, newTime, dataContentType, dataSchema, data, extensions);
    }
}
