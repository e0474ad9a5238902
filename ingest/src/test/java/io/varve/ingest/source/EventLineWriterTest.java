package io.varve.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventLineWriterTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long RECORDED = Micros.of(java.time.Instant.parse("2026-01-31T09:30:00.25Z"));

    @Test
    void printsItsOwnFormat() throws IOException {
        SortedMap<String, String> extensions = new TreeMap<>(Map.of(
                "level", ExtensionLiteral.ofInteger(5),
                "flag", ExtensionLiteral.ofBoolean(true),
                "text", ExtensionLiteral.ofString("5"),
                "quote", ExtensionLiteral.ofString("\"x")));
        Event event = new Event(
                "i\"1",
                "/s",
                new AggregateId("acc\\é😀"),
                "Opened",
                EventTime.parse("2026-01-31T10:30:00+01:00"),
                "application/json",
                "urn:x",
                Payload.ofText("{\r\n  \"a\": 1.0,\n\t\"a\":\"\\n\"\n}"),
                extensions);
        assertThat(print(LineFormat.NDJSON, new RecordedEvent(12, 3, RECORDED, event)))
                .isEqualTo(
                        "{\"position\":12,\"id\":\"i\\\"1\",\"source\":\"/s\",\"subject\":\"acc\\\\é😀\",\"version\":3,"
                                + "\"type\":\"Opened\",\"time\":\"2026-01-31T10:30:00+01:00\","
                                + "\"recordedAt\":\"2026-01-31T09:30:00.250Z\",\"datacontenttype\":\"application/json\","
                                + "\"dataschema\":\"urn:x\",\"data\":{    \"a\": 1.0, \t\"a\":\"\\n\" },"
                                + "\"extensions\":{\"flag\":true,\"level\":5,\"quote\":\"\\\"x\",\"text\":\"5\"}}\n");
    }

    @Test
    void leavesOutWhatIsAbsent() throws IOException {
        Event event = event(null, null);
        assertThat(print(LineFormat.NDJSON, new RecordedEvent(0, 0, 0, event)))
                .isEqualTo(
                        "{\"position\":0,\"id\":\"1\",\"source\":\"/s\",\"subject\":\"a\",\"version\":0,\"type\":\"t\","
                                + "\"recordedAt\":\"1970-01-01T00:00:00Z\"}\n");
        assertThat(print(LineFormat.CLOUDEVENTS, new RecordedEvent(0, 0, 0, event)))
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\","
                                + "\"varveposition\":\"0\",\"varveversion\":\"0\",\"varverecordedat\":\"1970-01-01T00:00:00Z\"}\n");
    }

    @Test
    void printsAsBase64WhatIsNotJson() throws IOException {
        assertThat(dataOf(LineFormat.NDJSON, "text/plain", "{}")).isEqualTo("\"data_base64\":\"e30=\"}\n");
        assertThat(dataOf(LineFormat.NDJSON, null, "{")).isEqualTo("\"data_base64\":\"ew==\"}\n");
        assertThat(dataOf(LineFormat.NDJSON, null, "")).isEqualTo("\"data_base64\":\"\"}\n");
        assertThat(dataOf(LineFormat.NDJSON, null, "{}{}")).isEqualTo("\"data_base64\":\"e317fQ==\"}\n");
        assertThat(dataOf(LineFormat.NDJSON, "a/b+JSON", " {}\n")).isEqualTo("\"data\": {} }\n");
        assertThat(dataOf(LineFormat.NDJSON, null, "null")).isEqualTo("\"data\":null}\n");
        String deep = "[".repeat(Json.MAX_DATA_DEPTH) + "]".repeat(Json.MAX_DATA_DEPTH);
        assertThat(dataOf(LineFormat.NDJSON, null, deep)).isEqualTo("\"data\":" + deep + "}\n");
        assertThat(dataOf(LineFormat.NDJSON, null, "[" + deep + "]")).startsWith("\"data_base64\":");
        assertThat(dataOf(LineFormat.NDJSON, null, "[".repeat(1_000_000))).startsWith("\"data_base64\":");
    }

    @Test
    void keepsInCloudEventsTheBytesThatAMemberWouldLose() throws IOException {
        assertThat(dataOf(LineFormat.CLOUDEVENTS, null, "{ }")).isEqualTo("\"data\":{ }}\n");
        assertThat(dataOf(LineFormat.CLOUDEVENTS, null, " {}")).isEqualTo("\"data_base64\":\"IHt9\"}\n");
        assertThat(dataOf(LineFormat.CLOUDEVENTS, null, "{\n}")).isEqualTo("\"data_base64\":\"ewp9\"}\n");
        assertThat(dataOf(LineFormat.CLOUDEVENTS, null, "null")).isEqualTo("\"data_base64\":\"bnVsbA==\"}\n");
    }

    @Test
    void spellsTimesAsCloudEventsAsks() throws IOException {
        assertThat(timeOf(LineFormat.CLOUDEVENTS, "2026-01-31T09:30:00.123456789"))
                .isEqualTo("2026-01-31T09:30:00.123456789Z");
        assertThat(timeOf(LineFormat.CLOUDEVENTS, "2026-01-31T09:30")).isEqualTo("2026-01-31T09:30:00Z");
        assertThat(timeOf(LineFormat.CLOUDEVENTS, "2026-01-31T09:30+01:00")).isEqualTo("2026-01-31T08:30:00Z");
        assertThat(timeOf(LineFormat.CLOUDEVENTS, "2026-01-31T09:30:00.0-00:00"))
                .isEqualTo("2026-01-31T09:30:00.0-00:00");
        assertThat(timeOf(LineFormat.NDJSON, "2026-01-31T09:30")).isEqualTo("2026-01-31T09:30");
    }

    @Test
    void anExportedEventIsTheSameEventWhenImported() throws IOException {
        Event event = event(null, null);
        byte[] exported = bytes(LineFormat.CLOUDEVENTS, new RecordedEvent(7, 1, 0, event));
        assertThat(new String(exported, UTF_8)).contains("varveposition", "varveversion", "varverecordedat");
        Event imported = CloudEventJson.parse(exported, 0, exported.length);
        assertThat(EventCodec.encode(imported)).isEqualTo(EventCodec.encode(event));
    }

    @Test
    void readsBackWhatItPrints() throws IOException {
        long seed = System.nanoTime();
        RandomEvents events = new RandomEvents(new Random(seed));
        for (int i = 0; i < 20_000; i++) {
            Event event = events.next();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            EventLineWriter writer = new EventLineWriter(LineFormat.CLOUDEVENTS, out);
            writer.write(event);
            writer.flush();
            byte[] line = out.toByteArray();
            assertThat(line).as("seed %d", seed).endsWith('\n');
            assertThat(out.toString(StandardCharsets.UTF_8).indexOf('\n'))
                    .isEqualTo(out.toString(StandardCharsets.UTF_8).length() - 1);
            assertThat(CloudEventJson.parse(line, 0, line.length))
                    .as("seed %d, event %d", seed, i)
                    .isEqualTo(event);
        }
    }

    /** What another implementation of CloudEvents reads is what the event says. */
    @Test
    void conformsToCloudEvents() throws IOException {
        long seed = System.nanoTime();
        RandomEvents events = new RandomEvents(new Random(seed));
        JsonFormat format = new JsonFormat();
        for (int i = 0; i < 5_000; i++) {
            RecordedEvent recorded = events.nextRecorded();
            Event event = recorded.event();
            if ("Application/JSON; charset=utf-8".equals(event.dataContentType())) {
                // the other reader knows media types in lower case only
                continue;
            }
            byte[] line = bytes(LineFormat.CLOUDEVENTS, recorded);
            String as = "seed " + seed + ": " + new String(line, StandardCharsets.UTF_8);
            CloudEvent read = format.deserialize(line);
            assertThat(read.getSpecVersion().toString()).as(as).isEqualTo("1.0");
            assertThat(read.getId()).as(as).isEqualTo(event.id());
            assertThat(read.getSource().toString()).as(as).isEqualTo(event.source());
            assertThat(read.getType()).as(as).isEqualTo(event.type());
            assertThat(read.getSubject()).as(as).isEqualTo(event.subject().value());
            // the other reader says application/json where nothing is said
            assertThat(read.getDataContentType())
                    .as(as)
                    .isIn(event.dataContentType(), event.dataContentType() == null ? "application/json" : "");
            assertThat(
                            read.getDataSchema() == null
                                    ? null
                                    : read.getDataSchema().toString())
                    .as(as)
                    .isEqualTo(event.dataSchema());
            EventTime time = event.time();
            assertThat(read.getTime() == null ? null : Micros.of(read.getTime().toInstant()))
                    .as(as)
                    .isEqualTo(time == null ? null : time.micros());
            assertThat(read.getExtensionNames())
                    .as(as)
                    .hasSize(event.extensions().size() + 3);
            event.extensions()
                    .forEach((name, literal) -> assertThat(String.valueOf(read.getExtension(name)))
                            .as(as)
                            .isEqualTo(ExtensionLiteral.text(literal)));
            assertThat(read.getExtension("varveposition")).as(as).isEqualTo(Long.toString(recorded.position()));
            assertThat(read.getExtension("varveversion")).as(as).isEqualTo(Long.toString(recorded.version()));
            assertThat(read.getExtension("varverecordedat"))
                    .as(as)
                    .isEqualTo(recorded.recordedAt().toString());
            checkData(as, event.data(), read.getData());
        }
    }

    private static void checkData(String as, @Nullable Payload expected, @Nullable CloudEventData read)
            throws IOException {
        assertThat(read == null).as(as).isEqualTo(expected == null);
        if (expected == null || read == null) {
            return;
        }
        if (read instanceof JsonCloudEventData json) {
            assertThat(json.getNode()).as(as).isEqualTo(MAPPER.readTree(expected.bytes()));
        } else {
            assertThat(read.toBytes()).as(as).isEqualTo(expected.bytes());
        }
    }

    private static String timeOf(LineFormat format, String text) throws IOException {
        Event event = event(null, null).at(EventTime.parse(text));
        String line = print(format, new RecordedEvent(0, 0, 0, event));
        int from = line.indexOf("\"time\":\"") + 8;
        return line.substring(from, line.indexOf('"', from));
    }

    private static String dataOf(LineFormat format, @Nullable String contentType, String data) throws IOException {
        String line = print(format, new RecordedEvent(0, 0, 0, event(contentType, data)));
        return line.substring(line.indexOf("\"data" + (line.contains("data_base64") ? "_" : "\"")));
    }

    private static Event event(@Nullable String contentType, @Nullable String data) {
        return new Event(
                "1",
                "/s",
                new AggregateId("a"),
                "t",
                null,
                contentType,
                null,
                data == null ? null : Payload.ofText(data),
                new TreeMap<>());
    }

    private static String print(LineFormat format, RecordedEvent event) throws IOException {
        return new String(bytes(format, event), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(LineFormat format, RecordedEvent event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CloudEventJson.write(event, format, out);
        return out.toByteArray();
    }
}
