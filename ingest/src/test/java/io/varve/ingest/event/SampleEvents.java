package io.varve.ingest.event;

import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Events for tests: all that an event may hold, made from a seed. */
public final class SampleEvents {

    /** JSON that tempts to be normalised. */
    public static final List<String> TEMPTING_JSON = List.of(
            "{ \"a\" :1.0 ,\t\"b\":[ ] }",
            "1.0",
            "-0",
            "12345678901234567890",
            "1e400",
            "{\"a\":1,\"a\":2}",
            "\"\\u0041\\u00e9\\/\"",
            "  null",
            "\"Žluťoučký kůň 🐎\"",
            "{\"amount\":0.10,\"big\":99999999999999999999}");

    private SampleEvents() {}

    /** Any event that the rules let through. */
    public static Event random(Random random, String id) {
        boolean binary = random.nextInt(8) == 0;
        return new Event(
                id,
                "/source/" + random.nextInt(3),
                new AggregateId(subject(random)),
                "Type" + random.nextInt(4),
                time(random),
                binary ? "application/octet-stream" : random.nextInt(4) == 0 ? "application/json" : null,
                random.nextInt(10) == 0 ? "https://example.org/schema/" + random.nextInt(2) : null,
                data(random, binary),
                extensions(random));
    }

    private static String subject(Random random) {
        String[] odd = {"ž", "🐎", "a b", "\u0130stanbul", "~", "\uFFFD"};
        int n = random.nextInt(30);
        return n < odd.length ? odd[n] : "account-" + n;
    }

    private static @Nullable EventTime time(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> EventTime.parse("2020-02-29T23:59:59.123456789+01:00");
            case 2 -> EventTime.parse("1993-01-01T00:00:00");
            case 3 -> EventTime.ofMicros(-random.nextInt(1_000_000_000));
            default -> EventTime.ofMicros(random.nextLong() >> 8);
        };
    }

    private static @Nullable Payload data(Random random, boolean binary) {
        if (binary) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return Payload.of(bytes);
        }
        return random.nextInt(10) == 0 ? null : Payload.ofText(TEMPTING_JSON.get(random.nextInt(TEMPTING_JSON.size())));
    }

    private static SortedMap<String, String> extensions(Random random) {
        SortedMap<String, String> extensions = new TreeMap<>();
        for (int left = random.nextInt(6) - 3; left > 0; left--) {
            String name = "ext" + random.nextInt(5);
            extensions.put(
                    name,
                    switch (random.nextInt(5)) {
                        case 0 -> ExtensionLiteral.ofInteger(random.nextInt());
                        case 1 -> ExtensionLiteral.ofBoolean(random.nextBoolean());
                        case 2 -> ExtensionLiteral.ofString("5");
                        case 3 -> ExtensionLiteral.ofString("");
                        default -> ExtensionLiteral.ofString("00-4bf92f3577b34da6-01");
                    });
        }
        return extensions;
    }
}
