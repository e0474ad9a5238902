package io.varve.ingest.source.outbox;

import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.source.feed.Arrival;
import io.varve.ingest.source.feed.DeadLetter;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One row of an outbox, as it was read.
 *
 * @param key the id as the driver gave it, to name the row in SQL
 * @param table for messages
 * @param time text of RFC 3339; null if the row has none
 * @param extensions columns that are not null, by name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OutboxRow(
        Object key,
        String table,
        String id,
        @Nullable String subject,
        @Nullable Long version,
        @Nullable String type,
        byte @Nullable [] data,
        @Nullable String time,
        String source,
        @Nullable String dataContentType,
        Map<String, String> extensions)
        implements Arrival {

    @Override
    public Event event() {
        required("version", version);
        SortedMap<String, String> literals = new TreeMap<>();
        extensions.forEach(
                (name, value) -> literals.put(name.toLowerCase(Locale.ROOT), ExtensionLiteral.ofString(value)));
        return new Event(
                id,
                source,
                new AggregateId(required("subject", subject)),
                required("type", type),
                time == null ? null : time(time),
                dataContentType,
                null,
                data == null ? null : Payload.of(data),
                literals);
    }

    private static <T> T required(String column, @Nullable T value) {
        if (value == null) {
            throw new InvalidEventException("the row has no " + column);
        }
        return value;
    }

    private static EventTime time(String text) {
        try {
            return EventTime.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidEventException("the time of the row is no time of RFC 3339 such as 2026-01-31T09:30:00Z");
        }
    }

    @Override
    public DeadLetter letter(String reason) {
        DeadLetter letter = new DeadLetter(table + "/" + id, table, reason)
                .from("table", table)
                .part("id", id)
                .part("subject", subject)
                .part("version", version == null ? null : version.toString())
                .part("type", type)
                .part("time", time)
                .part("datacontenttype", dataContentType)
                .part("data", data);
        extensions.forEach(letter::part);
        return letter;
    }

    /** What is done with a row stands in the row itself. */
    @Override
    public boolean hasLetter() {
        return false;
    }

    @Override
    public @Nullable SourceProgress progress() {
        return null;
    }
}
