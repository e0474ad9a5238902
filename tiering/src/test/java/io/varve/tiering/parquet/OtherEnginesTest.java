package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.parquet.export.ParquetEventWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are read by others as they are: every column, in order of position. */
class OtherEnginesTest {

    /** The table's columns under other names: what counts are the field ids. */
    private static final Schema BY_FIELD_ID = new Schema(
            Types.NestedField.required(1, "c1", Types.LongType.get()),
            Types.NestedField.required(2, "c2", Types.LongType.get()),
            Types.NestedField.required(3, "c3", Types.StringType.get()),
            Types.NestedField.required(4, "c4", Types.StringType.get()),
            Types.NestedField.required(5, "c5", Types.StringType.get()),
            Types.NestedField.required(6, "c6", Types.StringType.get()),
            Types.NestedField.optional(7, "c7", Types.TimestampType.withZone()),
            Types.NestedField.optional(8, "c8", Types.StringType.get()),
            Types.NestedField.required(9, "c9", Types.TimestampType.withZone()),
            Types.NestedField.optional(10, "c10", Types.StringType.get()),
            Types.NestedField.optional(11, "c11", Types.StringType.get()),
            Types.NestedField.optional(12, "c12", Types.BinaryType.get()),
            Types.NestedField.optional(
                    13, "c13", Types.MapType.ofRequired(14, 15, Types.StringType.get(), Types.StringType.get())));

    @TempDir
    Path directory;

    @Test
    void duckDbReadsEveryColumnOfNastyEvents() throws IOException, SQLException {
        duckDbReads(LoggedEvents.nasty(), LoggedEvents.small(5, 2));
    }

    @Test
    void duckDbReadsEveryColumnOfManyEvents() throws IOException, SQLException {
        duckDbReads(timesThatDuckDbKnows(LoggedEvents.random(new Random(8), 5_000)), LoggedEvents.small(2_000, 100));
    }

    @Test
    void duckDbFindsAnAggregateByBloomFilterAndStatistics() throws IOException, SQLException {
        LoggedEvents log = timesThatDuckDbKnows(LoggedEvents.random(new Random(9), 5_000));
        SealedFile file = log.write(directory, "a1", LoggedEvents.small(1_000, 100));
        Map<String, Long> counts = log.events.stream()
                .collect(Collectors.groupingBy(event -> event.event().subject().value(), Collectors.counting()));
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                var query = duckDb.prepareStatement("SELECT count(*) FROM '" + file.path() + "' WHERE subject = ?")) {
            for (Map.Entry<String, Long> count : counts.entrySet()) {
                query.setString(1, count.getKey());
                try (ResultSet row = query.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getLong(1)).isEqualTo(count.getValue());
                }
            }
        }
    }

    @Test
    void icebergReadsEveryColumnByFieldId() throws IOException {
        LoggedEvents log = LoggedEvents.nasty();
        SealedFile file = log.write(directory, "a1", LoggedEvents.small(5, 2));
        Map<Long, List<Object>> found = new TreeMap<>();
        try (CloseableIterable<Record> records = Parquet.read(
                        Files.localInput(file.path().toFile()))
                .project(BY_FIELD_ID)
                .createReaderFunc(message -> GenericParquetReaders.buildReader(BY_FIELD_ID, message))
                .build()) {
            for (Record record : records) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column < BY_FIELD_ID.columns().size(); column++) {
                    row.add(plain(record.get(column)));
                }
                found.put((Long) record.get(0), row);
            }
        }
        Map<Long, List<Object>> expected = new TreeMap<>();
        for (RecordedEvent event : log.events) {
            expected.put(event.position(), columns(event));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void duckDbReadsEventsThatWereWrittenInAnyOrder() throws IOException, SQLException {
        for (LoggedEvents log :
                List.of(LoggedEvents.nasty(), timesThatDuckDbKnows(LoggedEvents.random(new Random(10), 60_000)))) {
            List<RecordedEvent> events = new ArrayList<>(log.events);
            Collections.shuffle(events, new Random(11));
            duckDbReads(exported(events), "", events);
        }
        assertThat(rowGroups(directory.resolve("export.parquet")))
                .as("memory is bounded")
                .isGreaterThan(1);
        duckDbReads(exported(List.of()), "", List.of());
    }

    @Test
    void largeDataMakesSmallRowGroups() throws IOException, SQLException {
        byte[] data = new byte[1 << 20];
        new Random(12).nextBytes(data);
        LoggedEvents log = new LoggedEvents();
        for (int i = 0; i < 64; i++) {
            Payload payload = Payload.of(data);
            log.add(new Event("i" + i, "/s", new AggregateId("a"), "T", null, null, null, payload, new TreeMap<>()));
        }
        assertThat(rowGroups(exported(log.events))).isGreaterThanOrEqualTo(4);
    }

    @Test
    void anExportThatWasNotFinishedHasNoFooter() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParquetEventWriter writer = new ParquetEventWriter(out)) {
            writer.write(LoggedEvents.nasty().events.get(0));
        }
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("PAR1");
    }

    private Path exported(List<RecordedEvent> events) throws IOException {
        Path file = directory.resolve("export.parquet");
        try (OutputStream out = java.nio.file.Files.newOutputStream(file);
                ParquetEventWriter writer = new ParquetEventWriter(out)) {
            for (RecordedEvent event : events) {
                writer.write(event);
            }
            writer.finish();
        }
        return file;
    }

    private static int rowGroups(Path file) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT num_row_groups FROM parquet_file_metadata('" + file + "')")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }

    private void duckDbReads(LoggedEvents log, EventFileSettings settings) throws IOException, SQLException {
        duckDbReads(log.write(directory, "a1", settings).path(), " ORDER BY position", log.events);
    }

    private static void duckDbReads(Path file, String order, List<RecordedEvent> events) throws SQLException {
        String columns = "version, id, source, subject, type, epoch_us(time), timeText, epoch_us(recordedAt),"
                + " datacontenttype, dataschema, hex(data),"
                + " array_to_string(list_transform(map_keys(extensions), lambda x: hex(x)), ' '),"
                + " array_to_string(list_transform(map_values(extensions), lambda x: hex(x)), ' ')";
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT position, " + columns + " FROM '" + file + "'" + order)) {
            for (RecordedEvent event : events) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(event.position());
                List<Object> expected = columns(event);
                Object extensions = expected.remove(expected.size() - 1);
                expected.addAll(hex(extensions));
                for (int column = 0; column < expected.size(); column++) {
                    assertThat(Objects.toString(rows.getObject(column + 2), null))
                            .as("column %d of %s", column + 2, event)
                            .isEqualTo(Objects.toString(expected.get(column), null));
                }
            }
            assertThat(rows.next()).isFalse();
        }
    }

    /** All columns but the position; data in hexadecimal digits, times in microseconds. */
    private static List<Object> columns(RecordedEvent recorded) {
        var event = recorded.event();
        EventTime time = event.time();
        Payload data = event.data();
        List<Object> row = new ArrayList<>();
        row.add(recorded.version());
        row.add(event.id());
        row.add(event.source());
        row.add(event.subject().value());
        row.add(event.type());
        row.add(time == null ? null : time.micros());
        row.add(time == null ? null : time.otherText());
        row.add(recorded.recordedAtMicros());
        row.add(event.dataContentType());
        row.add(event.dataSchema());
        row.add(data == null ? null : HexFormat.of().withUpperCase().formatHex(data.bytes()));
        row.add(event.extensions().isEmpty() ? null : new TreeMap<>(event.extensions()));
        return row;
    }

    private static List<Object> hex(Object extensions) {
        List<Object> columns = new ArrayList<>();
        if (extensions instanceof Map<?, ?> map) {
            columns.add(map.keySet().stream().map(OtherEnginesTest::hexText).collect(Collectors.joining(" ")));
            columns.add(map.values().stream().map(OtherEnginesTest::hexText).collect(Collectors.joining(" ")));
        } else {
            columns.add(null);
            columns.add(null);
        }
        return columns;
    }

    private static String hexText(Object text) {
        return HexFormat.of().withUpperCase().formatHex(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Object plain(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return HexFormat.of().withUpperCase().formatHex(bytes);
        }
        if (value instanceof OffsetDateTime time) {
            return io.varve.ingest.event.Micros.of(time.toInstant());
        }
        return value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
    }

    private static LoggedEvents timesThatDuckDbKnows(LoggedEvents log) {
        LoggedEvents known = new LoggedEvents();
        for (RecordedEvent event : log.events) {
            EventTime time = event.event().time();
            known.add(
                    time == null
                            ? event.event()
                            : event.event().at(new EventTime(time.micros() / 10_000, time.otherText())));
        }
        return known;
    }
}
