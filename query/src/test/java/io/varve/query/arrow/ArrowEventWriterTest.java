package io.varve.query.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;

final class ArrowEventWriterTest {

    private static final int END_BYTES = 8;

    @Test
    void anythingThatAnEventHoldsComesBack() throws IOException {
        Random random = new Random(11);
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            events.add(new RecordedEvent(i + 7L, random.nextInt(9), 1_000L * i, event(i, random)));
        }
        Read read = read(stream(events, true));
        assertThat(read.events).isEqualTo(events);
        assertThat(read.batches).as("no batch holds everything").isGreaterThan(2);
    }

    @Test
    void largeDataMakesSmallBatches() throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Payload data = Payload.of(new byte[1 << 20]);
            events.add(new RecordedEvent(
                    i,
                    0,
                    0,
                    new Event("i" + i, "/s", new AggregateId("a"), "T", null, null, null, data, new TreeMap<>())));
        }
        Read read = read(stream(events, true));
        assertThat(read.events).isEqualTo(events);
        assertThat(read.batches).isGreaterThanOrEqualTo(5);
    }

    @Test
    void noEventsAreAWholeStreamToo() throws IOException {
        assertThat(read(stream(List.of(), true)).events).isEmpty();
    }

    @Test
    void aStreamThatWasNotFinishedHasNoEnd() throws IOException {
        List<RecordedEvent> events = List.of(new RecordedEvent(0, 0, 0, event(0, new Random(1))));
        byte[] whole = stream(events, true);
        byte[] end = {-1, -1, -1, -1, 0, 0, 0, 0};
        assertThat(Arrays.copyOfRange(whole, whole.length - END_BYTES, whole.length))
                .isEqualTo(end);
        byte[] cut = stream(events, false);
        assertThat(Arrays.copyOfRange(cut, cut.length - END_BYTES, cut.length)).isNotEqualTo(end);
    }

    @Test
    void givesItsMemoryBackWhenNobodyTakesTheStream() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        // closing an allocator with memory that is still out fails with another error than this one
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new ArrowEventWriter(gone))
                .hasMessage("gone");
    }

    private static Event event(int number, Random random) {
        SortedMap<String, String> extensions = new TreeMap<>();
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            extensions.put("ext" + i, i == 1 ? "true" : "\"ünï " + number);
        }
        String subject = random.nextBoolean() ? "\uD83D\uDE00/" + number % 9 : "plain";
        return new Event(
                "id-" + number,
                "/source",
                new AggregateId(subject),
                "Type" + random.nextInt(3),
                random.nextInt(3) == 0
                        ? null
                        : random.nextBoolean()
                                ? EventTime.ofMicros(number)
                                : EventTime.parse("2026-01-01T00:00:00.5+02:00"),
                random.nextBoolean() ? null : "application/json",
                random.nextBoolean() ? null : "https://schema",
                random.nextInt(3) == 0 ? null : Payload.ofText(random.nextInt(5) == 0 ? "" : "{\"n\":" + number + "}"),
                extensions);
    }

    private static byte[] stream(List<RecordedEvent> events, boolean finished) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArrowEventWriter writer = new ArrowEventWriter(out)) {
            for (RecordedEvent event : events) {
                writer.write(event);
            }
            if (finished) {
                writer.finish();
            }
        }
        return out.toByteArray();
    }

    /** What Arrow's own reader finds. */
    private static final class Read {
        final List<RecordedEvent> events = new ArrayList<>();
        int batches;
    }

    private static Read read(byte[] stream) throws IOException {
        Read read = new Read();
        try (RootAllocator memory = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(stream), memory)) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                for (int row = 0; row < root.getRowCount(); row++) {
                    read.events.add(event(root, row));
                }
                read.batches++;
            }
        }
        return read;
    }

    private static RecordedEvent event(VectorSchemaRoot root, int row) {
        TimeStampMicroTZVector times = (TimeStampMicroTZVector) root.getVector("time");
        byte[] data = ((VarBinaryVector) root.getVector("data")).getObject(row);
        SortedMap<String, String> extensions = new TreeMap<>();
        List<?> entries = ((MapVector) root.getVector("extensions")).getObject(row);
        if (entries != null) {
            for (Object entry : entries) {
                Map<?, ?> pair = (Map<?, ?>) entry;
                extensions.put(String.valueOf(pair.get("key")), String.valueOf(pair.get("value")));
            }
        }
        return new RecordedEvent(
                ((BigIntVector) root.getVector("position")).get(row),
                ((BigIntVector) root.getVector("version")).get(row),
                ((TimeStampMicroTZVector) root.getVector("recordedAt")).get(row),
                new Event(
                        required(root, "id", row),
                        required(root, "source", row),
                        new AggregateId(required(root, "subject", row)),
                        required(root, "type", row),
                        times.isNull(row) ? null : new EventTime(times.get(row), text(root, "timeText", row)),
                        text(root, "datacontenttype", row),
                        text(root, "dataschema", row),
                        data == null ? null : Payload.of(data),
                        extensions));
    }

    private static String required(VectorSchemaRoot root, String column, int row) {
        return java.util.Objects.requireNonNull(text(root, column, row));
    }

    private static @org.jspecify.annotations.Nullable String text(VectorSchemaRoot root, String column, int row) {
        byte[] utf8 = ((VarCharVector) root.getVector(column)).get(row);
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }
}
