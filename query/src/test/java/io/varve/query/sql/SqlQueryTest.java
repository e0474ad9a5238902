package io.varve.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.SealedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four cold days, three warm ones, three hot ones: see {@link SampleEvents#threeTiers}. */
final class SqlQueryTest {

    private static final String ENDLESS =
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range < b.range";

    /** The statement, and words of what is told. */
    private static final String[][] REFUSED = {
        {"COPY (SELECT 1) TO '/tmp/varve-evil'", "only a SELECT"},
        {"COPY events FROM '/etc/passwd'", "only a SELECT"},
        {"ATTACH '/tmp/varve-evil.db'", "only a SELECT"},
        {"INSTALL httpfs", "only a SELECT"},
        {"LOAD httpfs", "only a SELECT"},
        {"PRAGMA database_list", "only a SELECT"},
        {"SET memory_limit = '99GB'", "only a SELECT"},
        {"INSERT INTO events SELECT * FROM events", "only a SELECT"},
        {"DELETE FROM events", "only a SELECT"},
        {"DROP VIEW events", "only a SELECT"},
        {"CREATE TABLE x AS SELECT 1", "only a SELECT"},
        {"CALL enable_logging()", "only a SELECT"},
        {"EXPORT DATABASE '/tmp/varve-evil'", "only a SELECT"},
        {"BEGIN", "only a SELECT"},
        {"SELECT 1; SELECT 2", "one statement"},
        {"SELECT 1; DROP VIEW events", "only a SELECT"},
        {"", "no statement"},
        {"-- nothing", "no statement"},
        {"SELEC 1", "syntax error"},
        {"SELECT * FROM read_csv('/etc/passwd')", "read_csv()"},
        {"SELECT * FROM read_text('/etc/passwd')", "read_text()"},
        {"SELECT * FROM read_blob('/etc/*')", "read_blob()"},
        {"SELECT * FROM glob('/etc/*')", "glob()"},
        {"SELECT * FROM '/etc/passwd'", "no table '/etc/passwd'"},
        {"SELECT * FROM 'http://127.0.0.1:1/x.csv'", "no table"},
        {"SELECT * FROM \"x.parquet\"", "no table"},
        {"SELECT (SELECT max(content) FROM read_text('/etc/passwd'))", "read_text()"},
        {"WITH t AS (FROM read_text('/etc/passwd')) FROM t", "read_text()"},
        {"FROM query('SELECT 1')", "query()"},
        {"FROM query_table('events')", "query_table()"},
        {"FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))", "json_execute_serialized_sql()"},
        {"FROM enable_logging(storage := 'file', storage_path := '/tmp/varve-evil')", "enable_logging()"},
        {"FROM duckdb_settings()", "duckdb_settings()"},
        {"FROM duckdb_views", "no table"},
        {"FROM duckdb_views, (WITH duckdb_views AS (SELECT 1) SELECT 1)", "no table 'duckdb_views'"},
        {"WITH duckdb_views AS (FROM duckdb_views) FROM duckdb_views", "no table 'duckdb_views'"},
        {"WITH RECURSIVE duckdb_views AS (FROM duckdb_views) FROM duckdb_views", "no table 'duckdb_views'"},
        {"WITH a AS (FROM duckdb_views), duckdb_views AS (SELECT 1) FROM a", "no table 'duckdb_views'"},
        {"FROM varve.hot", "no table"},
        {"FROM information_schema.tables", "no table"},
        {"SHOW TABLES", "DESCRIBE events"},
        {"DESCRIBE TABLE '/etc/passwd'", "/etc/passwd"},
        {"SELECT getenv('HOME')", "getenv"},
        {"FROM range((sleep_ms(5000) IS NULL)::BIGINT)", "sleep_ms()"},
        {"SELECT list_transform([5], lambda s: main.PG_Sleep(s))", "pg_sleep()"},
        {"SELECT ?", "parameter"},
        {"SELECT nosuch FROM events", "nosuch"},
        {"SELECT 'x'::INTEGER", "Could not convert"},
        {"SELECT error('boom')", "boom"},
    };

    @TempDir
    Path temporary;

    private @Nullable TestLog opened;
    private @Nullable OpenSql openedSql;

    @BeforeEach
    void open() {
        TestLog log = new TestLog(temporary.resolve("log"), 64);
        opened = log;
        openedSql = new OpenSql(temporary.resolve("sql"), log);
    }

    @AfterEach
    void close() {
        sql().close();
        log().close();
    }

    private TestLog log() {
        return Objects.requireNonNull(opened);
    }

    private OpenSql sql() {
        return Objects.requireNonNull(openedSql);
    }

    @Test
    void aNameOfTheQueryItselfIsKnownWhereItStands() {
        assertThat(sql().rows("WITH a AS (SELECT 1 AS n), B AS (FROM a) SELECT n, (SELECT max(n) + 1 FROM b) FROM A"))
                .containsExactly("1|2");
        assertThat(sql().rows("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3)"
                        + " SELECT count(*) FROM r"))
                .containsExactly("3");
        assertThat(sql().rows("WITH a AS (SELECT 1 AS n), b AS (WITH a AS (SELECT n + 5 AS n FROM a) FROM a)"
                        + " FROM b UNION ALL FROM a ORDER BY n"))
                .containsExactly("1", "6");
        assertThat(sql().rows("WITH events AS (SELECT count(*) AS n FROM events) FROM events"))
                .containsExactly("0");
    }

    @Test
    void noFileIsOpenedForAStatementThatIsOnlyLookedAt() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret.csv"), "topsecret,b\n1,2\n");
        String plan = "json_serialize_plan('SELECT nosuch FROM read_csv(''" + secret + "'')')";
        for (String statement : List.of(
                "FROM range(CAST(" + plan + " AS VARCHAR)::BIGINT)",
                "FROM unnest([" + plan + "])",
                "SELECT 1 LIMIT CAST(" + plan + " AS VARCHAR)::BIGINT",
                "WITH \"" + secret + "\" AS (SELECT nosuch FROM \"" + secret + "\") SELECT 1")) {
            assertThat(told(statement)).as(statement).doesNotContain("topsecret");
            sql().rows("SELECT 1"); // what is kept from here on is locked already
            assertThat(told(statement)).as(statement).doesNotContain("topsecret");
        }
    }

    /** The answer, or why there is none. */
    private String told(String statement) {
        try {
            return sql().rows(statement).toString();
        } catch (SqlException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private TestLog threeTiers() throws IOException {
        SampleEvents.threeTiers(log(), new Random(5));
        return log();
    }

    @Test
    void showsEachPositionOfEveryTierOnce() throws IOException {
        TestLog log = threeTiers();
        int events = log.model().size();
        assertThat(sql().rows("SELECT count(*), count(DISTINCT position), min(position), max(position),"
                        + " sum((data->>'n')::BIGINT), count(time) FROM events"))
                .containsExactly(events + "|" + events + "|0|" + (events - 1) + "|" + events * (events - 1L) / 2 + "|"
                        + log.model().stream()
                                .filter(each -> each.event().time() != null)
                                .count());
        assertThat(sql().rows("SELECT position, subject, version, type, id, \"recordedAt\", data FROM events ORDER BY"
                        + " position"))
                .isEqualTo(log.model().stream()
                        .map(each -> each.position() + "|" + each.event().subject() + "|" + each.version() + "|"
                                + each.event().type() + "|" + each.event().id() + "|" + each.recordedAt() + "|{\"n\":"
                                + each.position() + "}")
                        .toList());
        SqlReading all = sql().reading("SELECT count(*) FROM events");
        assertThat(all.coldFiles()).isEqualTo(4);
        assertThat(all.warmFiles()).isEqualTo(3);
        assertThat(all.skippedFiles()).isZero();
        assertThat(all.hotEvents()).isPositive();
    }

    @Test
    void fetchesColdFilesOnceAndOnlyThoseItNeeds() throws IOException {
        threeTiers();
        String oneDay = "SELECT count(*) FROM events WHERE recordedAt >= '2026-01-02' AND recordedAt < '2026-01-03'";
        assertThat(sql().rows("SELECT 1")).containsExactly("1");
        assertThat(sql().reading("SELECT count(*) FROM events WHERE recordedAt >= '2026-01-09'")
                        .hotEvents())
                .isPositive();
        assertThat(sql().downloads()).isZero();
        assertThat(sql().reading(oneDay)).isEqualTo(new SqlReading(0, 1, 6, 0, 0));
        assertThat(sql().downloads()).isOne();
        assertThat(sql().rows(oneDay))
                .containsExactly(Long.toString(log().model().stream()
                        .filter(each -> each.recordedAt().toString().startsWith("2026-01-02"))
                        .count()));
        assertThat(sql().downloads()).isOne();
        sql().rows("SELECT count(*) FROM events");
        assertThat(sql().downloads()).isEqualTo(4);
        sql().rows("SELECT count(*) FROM events");
        assertThat(sql().downloads()).isEqualTo(4);
    }

    @Test
    void dataThatIsNoJsonIsThereAsBytes() throws IOException {
        byte[] noise = {0, (byte) 0xFF, (byte) 0xC3, 0x28, 13, 10};
        List<Payload> payloads = new ArrayList<>();
        for (String text : List.of("{\"ü\":\"\uD83D\uDE00\"}", "{'a': NaN,}", "", "null", "\uFEFF{}", "1.0")) {
            payloads.add(Payload.of(text.getBytes(StandardCharsets.UTF_8)));
        }
        payloads.add(Payload.of(noise));
        for (int day = 0; day < 3; day++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i <= payloads.size(); i++) {
                TreeMap<String, String> extensions = new TreeMap<>();
                if (i == 0) {
                    extensions.put("traceparent", "it's; -- a \"trace\"");
                }
                events.add(new Event(
                        "id" + i,
                        "/s'--",
                        new AggregateId("a\u0000b|" + day),
                        "T",
                        EventTime.parse("2026-01-01T10:00:00.5+02:00"),
                        i == 0 ? "application/json" : null,
                        i == 0 ? "urn:x" : null,
                        i == payloads.size() ? null : payloads.get(i),
                        extensions));
            }
            log().append(TestLog.day(day), events);
        }
        log().seal();
        log().seal();
        log().freeze(log().catalogFiles().get(0));
        log().releaseHot();

        for (int day = 0; day < 3; day++) {
            String of = " FROM events WHERE position // 8 = " + day + " ORDER BY position";
            assertThat(sql().rows("SELECT data" + of))
                    .containsExactly("{\"ü\":\"\uD83D\uDE00\"}", "null", "null", "null", "null", "1.0", "null", "null");
            assertThat(sql().rows("SELECT data IS NULL, data_bytes IS NULL, octet_length(data_bytes)" + of))
                    .containsExactly(
                            "false|false|13",
                            "true|false|11",
                            "true|false|0",
                            "false|false|4",
                            "true|false|5",
                            "false|false|3",
                            "true|false|6",
                            "true|true|null");
            assertThat(sql().rows("SELECT datacontenttype, dataschema, extensions, extensions['traceparent'], time" + of
                            + " LIMIT 2"))
                    .containsExactly(
                            "application/json|urn:x|{\"traceparent\":\"it's; -- a \\\"trace\\\"\"}|it's; -- a"
                                    + " \"trace\"|2026-01-01T08:00:00.5Z",
                            "null|null|null|null|2026-01-01T08:00:00.5Z");
            assertThat(sql().rows("SELECT data_bytes" + of)).element(6).isEqualTo("AP/DKA0K");
        }
        assertThat(sql().rows("SELECT count(DISTINCT subject), sum((data->>'x')::INT) FROM events"))
                .containsExactly("3|null");
    }

    @Test
    void refuses() {
        for (String[] each : REFUSED) {
            assertThatThrownBy(() -> sql().rows(each[0]))
                    .as(each[0])
                    .isInstanceOf(SqlException.class)
                    .message()
                    .contains(each[1])
                    .doesNotContain("\n")
                    .doesNotContain(temporary.toString());
        }
        assertThat(Path.of("/tmp/varve-evil")).doesNotExist();
    }

    @Test
    void takesWhatReadsAsASelect() throws IOException {
        threeTiers();
        assertThat(sql().rows("SELECT 1 AS a, 2 AS a; -- done")).containsExactly("1|2");
        assertThat(sql().rows("VALUES (1, NULL), (2, 'x')")).containsExactly("1|null", "2|x");
        assertThat(sql().rows("FROM events SELECT count(*) > 0")).containsExactly("true");
        assertThat(sql().rows("DESCRIBE events"))
                .hasSize(13)
                .element(8)
                .asString()
                .startsWith("data|JSON");
        assertThat(sql().rows("WITH e AS (SELECT type FROM events) SELECT count(DISTINCT type) FROM e"))
                .containsExactly("3");
        assertThat(sql().rows("SELECT * FROM range(2), unnest([5])")).containsExactly("0|5", "1|5");
        assertThat(sql().rows("SELECT {'a': [1, NULL]} AS s, 1.50::DECIMAL(4, 2), INTERVAL 1 DAY, true, 'x'::BLOB,"
                        + " DATE '2026-01-31', 'infinity'::TIMESTAMPTZ, 'nan'::DOUBLE"))
                .containsExactly("{\"a\":[1,null]}|1.50|1 day|true|eA==|2026-01-31|infinity|nan");
        try (SqlQuery query = sql().query("SELECT 1 AS n, 'x' AS t, '{}'::JSON AS j, true AS b, [1] AS l")) {
            query.run();
            assertThat(query.columns())
                    .extracting(SqlColumn::form)
                    .containsExactly(
                            SqlColumn.Form.NUMBER,
                            SqlColumn.Form.TEXT,
                            SqlColumn.Form.JSON,
                            SqlColumn.Form.BOOLEAN,
                            SqlColumn.Form.JSON);
        }
    }

    @Test
    void writesParquet() throws IOException {
        threeTiers();
        Path file = temporary.resolve("it's.parquet");
        try (SqlQuery query = sql().query("SELECT type, count(*) AS n, NULL AS nothing FROM events GROUP BY type")) {
            query.runInto(file);
        }
        assertThat(Files.readAllBytes(file)).startsWith('P', 'A', 'R', '1');
    }

    @Test
    void runsOutOfMemoryAndGoesOn() {
        try (OpenSql tight = new OpenSql(
                temporary.resolve("tight"),
                log(),
                new SqlSettings(32L << 20, 1, Duration.ofMinutes(5), 16L << 20),
                1 << 20)) {
            assertThatThrownBy(() -> tight.rows("SELECT list(range) AS l FROM range(20000000)"))
                    .isInstanceOf(SqlException.class)
                    .message()
                    .contains("sql.memory");
            assertThatThrownBy(() -> tight.rows("SELECT range, hash(range), repeat('x', 50) FROM range(5000000)"))
                    .isInstanceOf(SqlException.class)
                    .message()
                    .containsAnyOf("sql.temporary", "sql.memory");
            assertThat(tight.rows("SELECT 1")).containsExactly("1");
            assertThat(temporary.resolve("tight/temporary"))
                    .satisfiesAnyOf(
                            none -> assertThat(none).doesNotExist(),
                            empty -> assertThat(empty).isEmptyDirectory());
        }
    }

    @Test
    void endsAtItsLimitOfTime() {
        SqlSettings hasty = new SqlSettings(256L << 20, 1, Duration.ofMillis(300), 1 << 20);
        try (OpenSql limited = new OpenSql(temporary.resolve("hasty"), log(), hasty, 1 << 20)) {
            assertThatThrownBy(() -> limited.rows(ENDLESS))
                    .isInstanceOf(SqlException.class)
                    .hasMessageContaining("longer than sql.timeout allows (0.3 s)");
        }
    }

    @Test
    void canBeCancelled() throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (SqlQuery query = sql().query(ENDLESS)) {
            Thread thread = new Thread(() -> {
                try {
                    query.run();
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            });
            thread.start();
            query.cancel();
            thread.join();
        }
        assertThat(failure.get()).isInstanceOf(SqlException.class).hasMessage("the query was cancelled");
    }

    @Test
    void saysWhatColdFilesItCannotHave() throws IOException {
        threeTiers();
        try (OpenSql small = new OpenSql(temporary.resolve("small"), log(), OpenSql.SETTINGS, 100)) {
            assertThatThrownBy(() -> small.rows("FROM events"))
                    .isInstanceOf(SqlException.class)
                    .hasMessageContaining("sql.coldCache allows 100: narrow it");
        }
        log().cold().alterReads(key -> key.contains("2026-01-02"));
        assertThatThrownBy(() -> sql().rows("SELECT count(*) FROM events"))
                .isInstanceOf(SealedFileException.class)
                .hasMessageContaining("partition 2026-01-02")
                .hasMessageContaining("damaged");
        log().cold().heal();
        assertThat(sql().rows("SELECT count(*) FROM events"))
                .containsExactly(Integer.toString(log().model().size()));
        log().truncate(log().catalogFiles().get(4));
        assertThatThrownBy(() -> sql().rows("SELECT count(*) FROM events"))
                .isInstanceOf(SealedFileException.class)
                .hasMessageContaining("bytes long, the catalog says");
    }

    @Test
    void staysWholeWhilePartitionsMove() throws Exception {
        TestLog log = threeTiers();
        String whole = Integer.toString(log.model().size());
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                do {
                    assertThat(sql().rows("SELECT count(DISTINCT position) FROM events"))
                            .containsExactly(whole);
                } while (!done.get());
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        for (int round = 0; round < 2; round++) {
            for (int file = 0; file < 7; file += 2) {
                var old = log.catalogFiles().get(file);
                if (old.tier() == Tier.COLD) {
                    log.thaw(old);
                } else {
                    log.freeze(old);
                }
                if (log.sources().files().retire(old.location())) {
                    log.remove(old);
                }
            }
        }
        done.set(true);
        reader.join();
        assertThat(failure.get()).isNull();
    }

    /** Where it puts what does not fit into memory tells databases apart. */
    @Test
    void onlyAQueryOfTheSameFilesGetsTheDatabaseOfTheOneBefore() throws IOException {
        TestLog log = threeTiers();
        String which = "SELECT DISTINCT current_setting('temp_directory') FROM events";
        String oneDay = which + " WHERE recordedAt >= '2026-01-02' AND recordedAt < '2026-01-03'";
        List<String> first = sql().rows(which);
        assertThat(sql().rows(which)).isEqualTo(first);
        SampleEvents.appendDay(log, 10, 5, new Random(1));
        assertThat(sql().rows("SELECT count(*) FROM events"))
                .containsExactly(Integer.toString(log.model().size()));
        assertThat(sql().rows(which)).isEqualTo(first);

        List<String> other = sql().rows(oneDay);
        assertThat(other).hasSize(1).isNotEqualTo(first);
        assertThat(sql().rows(oneDay)).isEqualTo(other);

        assertThatThrownBy(() -> sql().rows("SELECT error('boom')" + oneDay.substring(which.indexOf(" FROM"))))
                .isInstanceOf(SqlException.class);
        List<String> afterFailure = sql().rows(oneDay);
        assertThat(afterFailure).isNotEqualTo(other);
        try (SqlQuery query = sql().query(oneDay)) {
            query.runInto(temporary.resolve("day.parquet"));
        }
        assertThat(sql().rows(oneDay)).isNotEqualTo(afterFailure);
    }

    @Test
    void leavesNothingBehind() throws IOException {
        threeTiers();
        sql().rows("SELECT * FROM events");
        try (Stream<Path> left = Files.walk(temporary.resolve("sql"))) {
            assertThat(left.filter(Files::isRegularFile))
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(file.toString()).endsWith(".parquet"));
        }
    }
}
