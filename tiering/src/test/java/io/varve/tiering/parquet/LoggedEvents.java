package io.varve.tiering.parquet;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.Sha256;
import io.varve.tiering.partition.Partition;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of one day as the log would hand them over, and what becomes of them on disk. */
final class LoggedEvents {

    static final UUID LOG_ID = UUID.fromString("018f4e3a-0000-7000-8000-00000000002a");
    static final Partition DAY = Partition.parse("2026-01-31");
    static final long FIRST = 1_000;

    private static final String[] SUBJECTS = {
        "account-1", "account-10", "account-2", "konto-ä", "\uFFFD", "\uD83D\uDE00", "account-1 ", "İstanbul"
    };

    final List<RecordedEvent> events = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private long recordedAt = DAY.startMicros();

    /** Appends the event as the next of its aggregate. */
    LoggedEvents add(Event event) {
        long version = versions.merge(event.subject().value(), 1L, Long::sum) - 1;
        recordedAt += 7;
        events.add(new RecordedEvent(FIRST + events.size(), version, recordedAt, event));
        return this;
    }

    /** All that has ever been lost or changed by a format: spacing, digits, escapes, nothing and empty. */
    static LoggedEvents nasty() {
        LoggedEvents log = new LoggedEvents();
        SortedMap<String, String> some = new TreeMap<>();
        some.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        some.put("count", ExtensionLiteral.ofInteger(-5));
        some.put("flag", ExtensionLiteral.ofBoolean(true));
        some.put("text", ExtensionLiteral.ofString("5"));
        some.put("empty", "");
        EventTime offset = EventTime.parse("2026-01-31t10:00:00.123456789+02:00");
        byte[] binary = new byte[256];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        log.add(event(0, "{ \"a\" : 1.0,\t\"b\":12345678901234567890 , \"a\":2 }\r\n", null, new TreeMap<>()));
        log.add(event(1, "\"\\u0000 \\ud83d\\ude00 \\/ é\"", EventTime.ofMicros(-1), some));
        log.add(event(0, "1.0", offset, new TreeMap<>()));
        log.add(event(2, null, EventTime.ofMicros(0), some));
        log.add(event(0, "", null, new TreeMap<>()));
        log.add(new Event(
                "binär",
                "/s?q=1#ü",
                new AggregateId("account-1"),
                "t",
                offset,
                "application/octet-stream",
                "https://example.com/schema",
                Payload.of(binary),
                some));
        for (int i = 0; i < SUBJECTS.length; i++) {
            log.add(event(i, "{\"n\":" + i + "}", EventTime.ofMicros(i), new TreeMap<>()));
        }
        return log;
    }

    static LoggedEvents random(Random random, int count) {
        LoggedEvents log = new LoggedEvents();
        for (int i = 0; i < count; i++) {
            SortedMap<String, String> extensions = new TreeMap<>();
            for (int left = random.nextInt(8) == 0 ? random.nextInt(4) : 0; left > 0; left--) {
                extensions.put("ext" + random.nextInt(10), text(random, random.nextInt(20)));
            }
            byte[] data = new byte[random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(60)];
            random.nextBytes(data);
            EventTime time = random.nextInt(3) == 0 ? null : EventTime.ofMicros(random.nextLong());
            if (time != null && random.nextInt(4) == 0) {
                time = new EventTime(time.micros(), text(random, 12));
            }
            log.add(new Event(
                    text(random, 1 + random.nextInt(30)),
                    "/source/" + random.nextInt(3),
                    new AggregateId(SUBJECTS[random.nextInt(SUBJECTS.length)] + random.nextInt(1 + count / 10)),
                    "type-" + random.nextInt(5),
                    time,
                    random.nextBoolean() ? null : "application/json",
                    random.nextInt(5) > 0 ? null : text(random, 8),
                    random.nextInt(10) == 0 ? null : Payload.of(data),
                    extensions));
        }
        return log;
    }

    FileIdentity identity(String attempt) {
        return new FileIdentity("events", LOG_ID, DAY, attempt);
    }

    SealedFile write(Path directory, String attempt, EventFileSettings settings) throws IOException {
        Files.createDirectories(directory);
        try (EventFileWriter writer =
                new EventFileWriter(directory, identity(attempt), ChainLink.start(LOG_ID), settings)) {
            for (RecordedEvent event : events) {
                writer.add(
                        event.position(), event.version(), event.recordedAtMicros(), EventCodec.encode(event.event()));
            }
            writer.putProgress("import", "row 17".getBytes(StandardCharsets.UTF_8));
            return writer.finish();
        }
    }

    /** The digest as docs/format.md defines it, computed in the plainest way. */
    byte[] digest() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (RecordedEvent event : events) {
            byte[] content = EventCodec.encode(event.event());
            out.writeLong(event.position());
            out.writeLong(event.version());
            out.writeLong(event.recordedAtMicros());
            int length = content.length;
            while (length >= 0x80) {
                out.writeByte(length % 0x80 + 0x80);
                length /= 0x80;
            }
            out.writeByte(length);
            out.write(content);
        }
        return Sha256.newDigest().digest(bytes.toByteArray());
    }

    /** Small runs and pages, so that a few events make many of both. */
    static EventFileSettings small(int runEvents, int pageRows) {
        return new EventFileSettings(runEvents, 1 << 20, pageRows, 1 << 10, 3);
    }

    private static Event event(
            int subject, @Nullable String data, @Nullable EventTime time, SortedMap<String, String> extensions) {
        return new Event(
                "id-" + subject + "-" + data,
                "/source",
                new AggregateId(SUBJECTS[subject]),
                "type." + subject % 3,
                time,
                subject == 0 ? null : "application/json",
                null,
                data == null ? null : Payload.ofText(data),
                extensions);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int point = random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(60) : ' ' + random.nextInt(0x17E - ' ');
            text.appendCodePoint(point >= 0x7F && point <= 0x9F ? 'x' : point);
        }
        return text.toString();
    }
}
