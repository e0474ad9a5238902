package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSourceTest {

    @TempDir
    Path directory;

    @Test
    void readsARow() {
        try (SqlSource source = open("SELECT 7 AS ID, DATE '2026-01-31' AS subject, 't' AS type,"
                + " TIMESTAMP '2026-01-31 09:30:00.5' AS time, {a: 1, b: 'x'} AS data; \n ")) {
            assertThat(source.where()).isEqualTo("select");
            assertThat(source.next()).isTrue();
            assertThat(source.where()).isEqualTo("select row 1");
            Event event = source.event();
            assertThat(event)
                    .isEqualTo(Event.json("7", "/default", "2026-01-31", "t", "{\"a\":1,\"b\":\"x\"}")
                            .at(EventTime.parse("2026-01-31T09:30:00.500Z")));
            assertThat(event.dataContentType()).isNull();
            assertThat(source.next()).isFalse();
            assertThat(source.next()).isFalse();
            assertThat(source.totalBytes()).isEqualTo(-1);
            assertThat(source.bytesRead()).isEqualTo(15);
        }
    }

    @Test
    void takesTheSourceWhereItIsGiven() {
        assertThat(all("SELECT i AS id, 's' AS subject, 't' AS type, NULL AS time, NULL AS data,"
                        + " CASE WHEN i = 0 THEN '/own' END AS source FROM range(2) r(i)"))
                .extracting(Event::source)
                .containsExactly("/own", "/default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TIMESTAMP '2026-01-31 09:30:00.123456'|2026-01-31T09:30:00.123456Z",
                "TIMESTAMP_S '2026-01-31 09:30:00'|2026-01-31T09:30:00Z",
                "TIMESTAMP_MS '2026-01-31 09:30:00.120'|2026-01-31T09:30:00.120Z",
                "TIMESTAMP_NS '2026-01-31 09:30:00.123456789'|2026-01-31T09:30:00.123456789Z",
                "TIMESTAMPTZ '2026-01-31 09:30:00+02'|2026-01-31T07:30:00Z",
                "TIMESTAMPTZ '2026-07-31 09:30:00'|2026-07-31T09:30:00Z",
                "'2026-07-31 09:30:00'::TIMESTAMPTZ|2026-07-31T09:30:00Z",
                "DATE '1969-12-31'|1969-12-31T00:00:00Z",
                "'2026-01-31'|2026-01-31T00:00:00Z",
                "'2026-01-31 09:30:00'|2026-01-31T09:30:00Z",
                "'2026-01-31T09:30:00+01:00'|2026-01-31T09:30:00+01:00",
                "TIMESTAMP '1969-12-31 23:59:59.999999'|1969-12-31T23:59:59.999999Z"
            })
    void readsTimesAsUtc(String time, String expected) {
        assertThat(only(time, "NULL").time()).isEqualTo(EventTime.parse(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'{\"a\" : 1.0,\"a\":2}'|{\"a\" : 1.0,\"a\":2}",
                "'{\"a\" : 12345678901234567890}'::JSON|{\"a\" : 12345678901234567890}",
                "{a: [1, NULL], t: TIMESTAMP '2026-01-31 09:30:00'}|{\"a\":[1,null],\"t\":\"2026-01-31 09:30:00\"}",
                "MAP {'é': 1}|{\"é\":1}",
                "[1, 2]|[1,2]",
                "array_value(1, 2)|[1,2]",
                "'null'|null"
            })
    void readsDataAsJson(String data, String expected) {
        assertThat(only("NULL", data).data()).isEqualTo(Payload.ofText(expected));
    }

    @Test
    void tellsNullFromJsonNull() {
        assertThat(only("NULL", "NULL").data()).isNull();
        assertThat(only("NULL", "NULL::JSON").data()).isNull();
        assertThat(only("NULL", "NULL::STRUCT(a INTEGER)").data()).isNull();
        assertThat(only("NULL::TIMESTAMP", "NULL").time()).isNull();
        assertThat(only("NULL::VARCHAR", "NULL").time()).isNull();
    }

    @Test
    void aSelectNeedGiveNoTime() {
        assertThat(all("SELECT 1 AS id, 's' AS subject, 't' AS type, '{}' AS data"))
                .singleElement()
                .extracting(Event::time)
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1 AS id, 't' AS type, NULL AS time, NULL AS data|the SELECT gives no column 'subject'; expected are id, subject, type, data and, if wanted, time and source",
                "SELECT 1 AS id, 's' AS subject, 't' AS type, NULL AS time, NULL AS data, 5 AS amount|the SELECT gives a column 'amount' that cannot be taken; expected are id, subject, type, data and, if wanted, time and source",
                "SELECT 1 AS id, 2 AS id, 's' AS subject, 't' AS type, NULL AS time, NULL AS data|the SELECT gives a column 'id_1' that cannot be taken; expected are id, subject, type, data and, if wanted, time and source",
                "SELECT 1 AS id, 's' AS subject, 't' AS type, 5 AS time, NULL AS data|column 'time' is INTEGER, must be TIMESTAMP, TIMESTAMP WITH TIME ZONE, DATE or ISO 8601 text",
                "SELECT 1 AS id, 's' AS subject, 't' AS type, NULL AS time, 5 AS data|column 'data' is INTEGER, must be JSON, text that is JSON, STRUCT, MAP or LIST (to_json(...) makes JSON of anything)",
                "SELECT FROM|the SELECT cannot be run: Parser Error: syntax error at or near \"FROM\"",
                "SELECT nope FROM range(3)|the SELECT cannot be run: Binder Error: Referenced column \"nope\" not found in FROM clause! Candidate bindings: \"range\"",
                "COPY (SELECT 1) TO 'x.csv'|the statement is not a SELECT that can stand as a table",
            })
    void saysInOneLineWhatIsWrongWithTheSelect(String select, String message) {
        assertThatThrownBy(() -> open(select))
                .isInstanceOf(SqlSourceException.class)
                .hasMessage(message);
    }

    @Test
    void runsNothingButTheSelect() throws IOException {
        Path written = directory.resolve("written.csv");
        assertThatThrownBy(() -> open("COPY (SELECT 1) TO '" + written + "'; SELECT 1"))
                .isInstanceOf(SqlSourceException.class)
                .hasMessageContaining("it must be a single statement");
        assertThatThrownBy(() -> open("COPY (SELECT 1) TO '" + written + "'")).isInstanceOf(SqlSourceException.class);
        assertThat(written).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM 'absent.csv'", "SELECT * FROM 'https://127.0.0.1:1/x.parquet'", ""})
    void failsInOneLine(String select) {
        assertThatThrownBy(() -> open(select))
                .isInstanceOf(SqlSourceException.class)
                .message()
                .startsWith("the SELECT cannot be run: ")
                .doesNotContain("\n", "java.", "LINE 1")
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CASE WHEN i <> 2 THEN i END|'s'|'t'|NULL|NULL|column 'id' is NULL",
                "i|CASE WHEN i <> 2 THEN 's' END|'t'|NULL|NULL|column 'subject' is NULL",
                "i|'s'|CASE WHEN i <> 2 THEN 't' END|NULL|NULL|column 'type' is NULL",
                "i|'s'|'t'|CASE WHEN i <> 2 THEN '2026-01-31' ELSE '' END|NULL|column 'time' is '', must be ISO 8601 such as 2026-01-31T09:30:00Z",
                "i|'s'|'t'|CASE WHEN i = 2 THEN TIMESTAMP 'infinity' END|NULL|column 'time' is infinite",
                "i|'s'|'t'|CASE WHEN i = 2 THEN DATE '-infinity' END|NULL|column 'time' is infinite",
                "i|'s'|'t'|NULL|CASE WHEN i <> 2 THEN '1' ELSE '' END|column 'data' is not JSON: nothing but white space",
                "i|'s'|'t'|NULL|CASE WHEN i <> 2 THEN '1' ELSE '{' END|column 'data' is not JSON: malformed JSON: the text ends too early at column 2",
                "i|'s'|'t'|NULL|CASE WHEN i <> 2 THEN '1' ELSE '1 2' END|column 'data' is not JSON: more text after the value, at column 3",
            })
    void namesTheRowAndTheColumn(String id, String subject, String type, String time, String data, String message) {
        try (SqlSource source = open("SELECT " + id + " AS id, " + subject + " AS subject, " + type + " AS type, "
                + time + " AS time, " + data + " AS data FROM range(4) r(i) ORDER BY i")) {
            assertThat(source.next()).isTrue();
            assertThat(source.next()).isTrue();
            assertThatThrownBy(source::next)
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage(message);
            assertThat(source.where()).isEqualTo("select row 3");
            assertThat(source.next()).isTrue();
            assertThat(source.next()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT CASE WHEN i = %d THEN 'x' ELSE '1' END::INT AS id, i AS n FROM range(300000) r(i)",
                "SELECT * FROM (SELECT CASE WHEN i = %d THEN 'x' ELSE '1' END::INT AS id, i AS n FROM range(300000) r(i)) ORDER BY n"
            })
    void aSelectThatFailsOnItsWayIsNeverTakenForItsEnd(String rows) {
        for (int at : new int[] {0, 5, 150_000, 299_999}) {
            try (SqlSource source = open("SELECT id, 's' AS subject, 't' AS type, NULL AS time, NULL AS data FROM ("
                    + String.format(java.util.Locale.ROOT, rows, at) + ")")) {
                assertThatThrownBy(() -> {
                            while (source.next()) {
                                assertThat(source.event().id()).isEqualTo("1");
                            }
                        })
                        .isInstanceOf(SqlSourceException.class)
                        .message()
                        .startsWith("the SELECT failed: Conversion Error: Could not convert string 'x' to INT32")
                        .doesNotContain("\n");
            }
        }
    }

    @Test
    void keepsTheOrderOfALargeSelect() {
        int rows = 2_000_000;
        try (SqlSource source = open("SELECT i AS id, 's' AS subject, 't' AS type, to_timestamp(i) AS time,"
                + " {i: i, filler: repeat('x', 50)} AS data FROM (SELECT * FROM range(" + rows
                + ") r(i) ORDER BY hash(i)) ORDER BY i DESC")) {
            for (int i = rows - 1; i >= 0; i--) {
                assertThat(source.next()).isTrue();
                if (Long.parseLong(source.event().id()) != i) {
                    throw new AssertionError("row " + i + " is " + source.event());
                }
            }
            assertThat(source.next()).isFalse();
        }
    }

    @Test
    void keepsTheOrderOfAFile() throws IOException {
        Path csv = directory.resolve("large.csv");
        StringBuilder text = new StringBuilder("n,t\n");
        int rows = 500_000;
        for (int i = 0; i < rows; i++) {
            text.append(i).append(",2026-01-31 09:30:00\n");
        }
        Files.writeString(csv, text);
        try (SqlSource source =
                open("SELECT n AS id, n % 7 AS subject, 't' AS type, t AS time, NULL AS data FROM '" + csv + "'")) {
            for (int i = 0; i < rows; i++) {
                assertThat(source.next()).isTrue();
                if (Long.parseLong(source.event().id()) != i) {
                    throw new AssertionError("row " + i + " is " + source.event());
                }
            }
            assertThat(source.event().time())
                    .isEqualTo(EventTime.ofMicros(Micros.of(Instant.parse("2026-01-31T09:30:00Z"))));
            assertThat(source.next()).isFalse();
        }
    }

    @Test
    void streams() {
        // as a whole this would be some 100 GB
        try (SqlSource source = open("SELECT i AS id, 's' AS subject, 't' AS type, NULL AS time,"
                + " to_json(repeat('x', 1000)) AS data FROM range(100000000) r(i)")) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(source.next()).isTrue();
            }
        }
        assertThat(directory.resolve("spill")).doesNotExist();
    }

    @Test
    void isToldByItsTextAndSource() {
        String select = "SELECT 1 AS id, 's' AS subject, 't' AS type, NULL AS time, NULL AS data";
        try (SqlSource one = open(select);
                SqlSource same = open(select + " ; ");
                SqlSource other = open(select + " LIMIT 1");
                SqlSource elsewhere = SqlSource.open(select, "/other", directory.resolve("spill"))) {
            assertThat(one.fingerprint()).hasSize(64).isEqualTo(same.fingerprint());
            assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint()).isNotEqualTo(elsewhere.fingerprint());
            assertThat(one.name()).isEqualTo("select " + one.fingerprint().substring(0, 16));
        }
    }

    private Event only(String time, String data) {
        List<Event> events =
                all("SELECT 1 AS id, 's' AS subject, 't' AS type, " + time + " AS time, " + data + " AS data");
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private List<Event> all(String select) {
        List<Event> events = new ArrayList<>();
        try (SqlSource source = open(select)) {
            while (source.next()) {
                events.add(source.event());
            }
        }
        return events;
    }

    private SqlSource open(String select) {
        return SqlSource.open(select, "/default", directory.resolve("spill"));
    }
}
