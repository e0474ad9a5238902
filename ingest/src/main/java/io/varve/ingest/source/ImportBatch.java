package io.varve.ingest.source;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events that are handed over together, and where they stand in their source. */
final class ImportBatch {

    private static final int FIRST_ROOM = 16;

    private final List<Event> events = new ArrayList<>();
    private long[] rows = new long[FIRST_ROOM];
    private long bytes;

    boolean isEmpty() {
        return events.isEmpty();
    }

    List<Event> events() {
        return events;
    }

    Event last() {
        return events.get(events.size() - 1);
    }

    /** Whether one more of so many bytes may be added. */
    boolean fits(long more, ImportOptions options) {
        return events.size() < options.batchEvents() && bytes + more <= options.batchBytes();
    }

    void add(Event event, long itsBytes, long row) {
        if (events.size() == rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        rows[events.size()] = row;
        events.add(event);
        bytes += itsBytes;
    }

    /** The row of the source at which an event stands; behind the last one, that of the last. */
    long row(int index) {
        return rows[Math.min(index, events.size() - 1)];
    }

    /** Where all of it stands, from its first event on. */
    String where(EventSource source) {
        String first = source.where(rows[0]);
        return switch (events.size()) {
            case 1 -> first;
            case 2 -> first + " and the event after it";
            default -> first + " and the " + (events.size() - 1) + " events after it";
        };
    }

    /** The bytes of the event's texts and data; its encoded form is a little larger. */
    static long bytes(Event event) {
        Payload data = event.data();
        long bytes = Utf8.length(event.id())
                + Utf8.length(event.source())
                + Utf8.length(event.subject().value())
                + Utf8.length(event.type())
                + length(event.dataContentType())
                + length(event.dataSchema())
                + (data == null ? 0 : data.length());
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            bytes += Utf8.length(extension.getKey()) + Utf8.length(extension.getValue());
        }
        return bytes;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : Utf8.length(text);
    }
}
