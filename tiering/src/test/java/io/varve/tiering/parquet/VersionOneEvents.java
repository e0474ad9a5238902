package io.varve.tiering.parquet;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.partition.Partition;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the stored file of version 1: it was written once and these events must come out of it. Never change.
 */
final class VersionOneEvents {

    static final UUID LOG_ID = UUID.fromString("018f4e3a-1111-7000-8000-00000000002a");
    static final Partition DAY = Partition.parse("2026-01-31");
    static final FileIdentity IDENTITY = new FileIdentity("events", LOG_ID, DAY, "v1");

    /** Two runs, of four events and of three; two rows a page. */
    static final EventFileSettings SETTINGS = new EventFileSettings(4, 1 << 20, 2, 1 << 10, 3);

    private static final long FIRST = 9_000_000_000L;
    private static final SortedMap<String, String> NONE = new TreeMap<>();

    static final List<RecordedEvent> EVENTS = List.of(
            recorded(0, 300, event("a", "account-2", "opened", null, null, null, "{ \"n\": 1.0 }", NONE)),
            recorded(1, 0, event("b", "account-1", "opened", micros(-1), "application/json", null, "\"é\\n\"", NONE)),
            recorded(2, 301, event("c", "account-2", "paid", micros(0), null, "urn:schema:1", null, extensions())),
            recorded(3, 0, event("d", "ĳssel-\uD83D\uDE00", "opened", odd(), "text/plain", null, "", NONE)),
            recorded(4, 302, event("e", "account-2", "paid", micros(7), "application/json", null, "{}", extensions())),
            recorded(5, 1, event("f", "account-1", "paid", null, null, null, "\u0000\u0001", NONE)),
            recorded(6, 2, event("ü", "account-1", "closed", odd(), null, null, "x".repeat(2_000), NONE)));

    private VersionOneEvents() {}

    private static RecordedEvent recorded(int index, long version, Event event) {
        return new RecordedEvent(FIRST + index, version, DAY.startMicros() + index / 2, event);
    }

    private static Event event(
            String id,
            String subject,
            String type,
            @Nullable EventTime time,
            @Nullable String contentType,
            @Nullable String schema,
            @Nullable String data,
            SortedMap<String, String> extensions) {
        Payload payload = data == null ? null : Payload.ofText(data);
        return new Event(id, "/bank", new AggregateId(subject), type, time, contentType, schema, payload, extensions);
    }

    private static EventTime micros(long micros) {
        return EventTime.ofMicros(micros);
    }

    private static EventTime odd() {
        return EventTime.parse("2026-01-31t10:00:00.123456789+02:00");
    }

    private static SortedMap<String, String> extensions() {
        SortedMap<String, String> extensions = new TreeMap<>();
        extensions.put("count", ExtensionLiteral.ofInteger(-5));
        extensions.put("empty", "");
        extensions.put("flag", ExtensionLiteral.ofBoolean(true));
        extensions.put("text", ExtensionLiteral.ofString("5"));
        return extensions;
    }
}
