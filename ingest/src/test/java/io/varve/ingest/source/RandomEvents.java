package io.varve.ingest.source;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Events with all that the rules allow: odd text, odd JSON, no JSON, odd times. */
final class RandomEvents {

    private static final String[] TEXT = {
        "a", "Z", "7", " ", "\"", "\\", "/", "{", "}", "é", "İ", "€", "😀", "\u2028", "\uFFFD", "\uFEFF", "longer text"
    };
    private static final @Nullable String[] CONTENT_TYPES = {
        null,
        null,
        null,
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/json",
        "application/cloud+json",
        "text/plain",
        "application/octet-stream"
    };
    private static final String[] TIMES = {
        "2026-01-31T09:30:00Z", "2026-01-31T09:30:00.5Z", "2026-01-31T09:30:00.123456789Z", "2026-01-31T09:30:00+01:00",
        "2026-01-31T09:30:00.120Z", "1969-12-31T23:59:59.999999-11:30", "2026-01-31t09:30:00z", "0001-01-01T00:00:00Z"
    };

    private static final String[] ODD_DATA = {
        "null", " null", "", " ", "nul", "{", "1 2", "[\n1]", "\n{}", "{} ", "\"\n\"", "\"\\ud800\"", "01", "\uFEFF1"
    };

    private final Random random;

    RandomEvents(Random random) {
        this.random = random;
    }

    Event next() {
        String contentType = CONTENT_TYPES[random.nextInt(CONTENT_TYPES.length)];
        SortedMap<String, String> extensions = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            extensions.put("ext" + random.nextInt(100), literal());
        }
        Event event = new Event(
                text(1),
                "urn:s:" + random.nextInt(100),
                new AggregateId(text(1)),
                text(1),
                time(),
                contentType,
                random.nextInt(4) == 0 ? "http://schema/" + random.nextInt(9) : null,
                data(),
                extensions);
        EventRules.defaults().check(event);
        return event;
    }

    RecordedEvent nextRecorded() {
        long micros = (random.nextLong() >>> 1) % 4_000_000_000_000_000L;
        return new RecordedEvent(random.nextLong() >>> 1, random.nextInt(1_000), micros, next());
    }

    private @Nullable EventTime time() {
        return switch (random.nextInt(3)) {
            case 0 -> null;
            case 1 -> EventTime.ofMicros(random.nextLong() % 50_000_000_000_000_000L);
            default -> EventTime.parse(TIMES[random.nextInt(TIMES.length)]);
        };
    }

    private String literal() {
        return switch (random.nextInt(4)) {
            case 0 -> ExtensionLiteral.ofInteger(random.nextInt());
            case 1 -> ExtensionLiteral.ofBoolean(random.nextBoolean());
            case 2 -> ExtensionLiteral.ofString(String.valueOf(random.nextInt(10)));
            default -> ExtensionLiteral.ofString(text(0));
        };
    }

    private @Nullable Payload data() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield Payload.of(bytes);
            }
            case 2 -> Payload.ofText(ODD_DATA[random.nextInt(ODD_DATA.length)]);
            default -> {
                StringBuilder json = new StringBuilder();
                value(json, 0);
                yield Payload.ofText(json.toString());
            }
        };
    }

    private void value(StringBuilder json, int depth) {
        switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> json.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
            case 1 -> json.append(random.nextLong());
            case 2 ->
                json.append(new String[] {"1.0", "-0", "1e400", "12345678901234567890123", "0.10"}[random.nextInt(5)]);
            case 3 -> string(json);
            case 4 -> {
                json.append('[');
                for (int i = random.nextInt(4); i > 0; i--) {
                    space(json);
                    value(json, depth + 1);
                    space(json);
                    json.append(i > 1 ? "," : "");
                }
                json.append(']');
            }
            default -> {
                json.append('{');
                for (int i = random.nextInt(4); i > 0; i--) {
                    string(json);
                    space(json);
                    json.append(':');
                    value(json, depth + 1);
                    json.append(i > 1 ? "," : "");
                }
                json.append('}');
            }
        }
    }

    private void string(StringBuilder json) {
        json.append('"');
        for (int i = random.nextInt(6); i > 0; i--) {
            String text = TEXT[random.nextInt(TEXT.length)];
            json.append(text.equals("\"") || text.equals("\\") ? "\\" + text : text);
            json.append(random.nextInt(9) == 0 ? "\\u00e9\\n" : "");
        }
        json.append('"');
    }

    private void space(StringBuilder json) {
        if (random.nextInt(12) == 0) {
            json.append(new String[] {" ", "\t", "\n", "\r\n"}[random.nextInt(4)]);
        }
    }

    private String text(int least) {
        StringBuilder text = new StringBuilder();
        for (int i = least + random.nextInt(6); i > 0; i--) {
            text.append(TEXT[random.nextInt(TEXT.length)]);
        }
        return text.toString();
    }
}
