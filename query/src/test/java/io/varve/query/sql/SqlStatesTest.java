package io.varve.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.ProjectionException;
import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import io.varve.query.state.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states of all aggregates are tables, beside the events that they come from. */
final class SqlStatesTest {

    private static final Map<String, String> PROJECTIONS = Map.of(
            "sum", """
            name: sum
            version: 1
            initial: { n: 0, count: 0 }
            on:
              '*': { n: state.n + event.data.n, count: state.count + 1 }
            """,
            "last-type", """
            name: last-type
            version: 1
            initial: { type: "" }
            on: { '*': { type: event.type } }
            """,
            "whole", """
            name: whole
            version: 1
            scope: log
            initial: { n: 0 }
            on: {}
            """,
            "broken", """
            name: broken
            version: 1
            initial: { n: 0 }
            on:
              Paid: { n: state.n + event.data.missing }
            """);

    private static final String[][] REFUSED = {
        {"state_whole", "folds the whole log"},
        {"state_sun", "only events, state_broken, state_last-type, "},
        {"state_", "no table 'state_'"},
        {"\"state_./projections/sum.yaml\"", "no table 'state_./projections/sum.yaml'"},
        {"\"state_sum.yaml\"", "no table 'state_sum.yaml'"},
        {"main.state_sum", "no table"},
        {"other.main.state_sum", "no table"},
    };

    /** What the events come to, and what the states say: both must be the same. */
    private static final String SUMS =
            "SELECT subject, max(version), max(position), sum((data->>'n')::BIGINT), count(*)"
                    + " FROM events GROUP BY subject ORDER BY subject";

    private static final String STATES =
            "SELECT subject, version, position, state->>'n', state->>'count'" + " FROM state_sum ORDER BY subject";

    @TempDir
    private Path temporary;

    private TestLog log;
    private OpenSql sql;

    @BeforeEach
    void open() throws IOException {
        log = new TestLog(temporary.resolve("log"), 64);
        Path projections = Files.createDirectories(temporary.resolve("sql/projections"));
        for (Map.Entry<String, String> each : PROJECTIONS.entrySet()) {
            Files.writeString(projections.resolve(each.getKey() + ".yaml"), each.getValue());
        }
        sql = new OpenSql(temporary.resolve("sql"), log);
    }

    @AfterEach
    void close() {
        sql.close();
        log.close();
    }

    @Test
    void areWhatTheEventsOfAllTiersComeTo() throws IOException {
        SampleEvents.threeTiers(log, new Random(5));
        assertThat(sql.rows(STATES)).isEqualTo(sql.rows(SUMS)).hasSizeGreaterThan(40);
        assertThat(sql.reading(STATES))
                .isEqualTo(new SqlReading(0, 0, 0, 0, log.model().size()));
        assertThat(sql.rows("SELECT count(*) FROM state_sum s JOIN \"State_last-type\" t USING (subject)"
                        + " JOIN events e ON e.subject = s.subject AND e.position = s.position AND e.version = s.version"
                        + " AND e.type = t.state->>'type'"))
                .isEqualTo(sql.rows("SELECT count(DISTINCT subject) FROM events"));
    }

    @Test
    void areWhatTheEventsHadComeToAtAnyMoment() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SampleEvents.threeTiers(log, random);
        List<RecordedEvent> all = log.model();
        for (int i = 0; i < 5; i++) {
            long micros = all.get(random.nextInt(all.size())).recordedAtMicros() + random.nextInt(3) - 1;
            Moment moment = random.nextBoolean() ? Moment.knownAt(micros) : Moment.happenedBy(micros);
            assertThat(sql.rows("SELECT position FROM events ORDER BY position", moment))
                    .as("seed %d, %s", seed, moment)
                    .isEqualTo(all.stream()
                            .filter(moment::includes)
                            .map(each -> Long.toString(each.position()))
                            .toList());
            assertThat(sql.rows(STATES, moment)).as("seed %d, %s", seed, moment).isEqualTo(sql.rows(SUMS, moment));
        }
    }

    @Test
    void filesOfLaterTimesAreNotFetched() throws IOException {
        SampleEvents.threeTiers(log, new Random(9));
        String count = "SELECT count(*) FROM events";
        Moment secondDay = Moment.knownAt(TestLog.day(2) - 1);
        assertThat(sql.reading(count, secondDay)).isEqualTo(new SqlReading(0, 2, 5, 0, 0));
        assertThat(sql.rows(count, Moment.knownAt(TestLog.day(0) - 1))).containsExactly("0");
        assertThat(sql.rows(count, Moment.knownAt(Long.MAX_VALUE)))
                .containsExactly(Integer.toString(log.model().size()));
        assertThat(sql.rows(count, Moment.happenedBy(Long.MIN_VALUE))).containsExactly("0");
    }

    @Test
    void aVersionIsNoMomentOfALog() {
        assertThatThrownBy(() -> new Question("SELECT 1", Moment.atVersion(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one aggregate");
    }

    @Test
    void areFoldedAnewEachTime() {
        assertThat(sql.rows(STATES)).isEmpty();
        for (int day = 0; day < 3; day++) {
            log.append(TestLog.day(day), List.of(Event.json("id-" + day, "/test", "a", "Paid", "{\"n\":2}")));
            assertThat(sql.rows(STATES))
                    .containsExactly("a|" + day + "|" + day + "|" + 2 * (day + 1) + "|" + (day + 1));
        }
    }

    @Test
    void areDescribedWithoutAnEventRead() throws IOException {
        SampleEvents.threeTiers(log, new Random(6));
        assertThat(sql.rows("SELECT column_name, column_type FROM (DESCRIBE state_sum)"))
                .containsExactly("subject|VARCHAR", "version|BIGINT", "position|BIGINT", "state|JSON");
        assertThatThrownBy(() -> sql.rows("SELECT nosuch FROM state_broken"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("nosuch");
        assertThat(sql.downloads()).isZero();
    }

    @Test
    void aNameOfTheQueryItselfComesFirst() {
        assertThat(sql.rows("WITH state_broken AS (SELECT 7 AS n) SELECT n FROM state_broken"))
                .containsExactly("7");
    }

    @Test
    void aQueryOfItsNameMayReadIt() throws IOException {
        SampleEvents.threeTiers(log, new Random(9));
        List<String> count = sql.rows("SELECT count(*) FROM state_sum");
        assertThat(sql.rows("WITH state_sum AS (SELECT subject FROM state_sum) SELECT count(*) FROM state_sum"))
                .isEqualTo(count);
        assertThat(sql.rows("SELECT count(*) FROM State_sum, (WITH state_sum AS (SELECT 1) FROM state_sum)"))
                .isEqualTo(count);
    }

    @Test
    void whatIsNoneIsRefused() {
        for (String[] refused : REFUSED) {
            assertThatThrownBy(() -> sql.rows("SELECT * FROM " + refused[0]))
                    .as(refused[0])
                    .isInstanceOf(SqlException.class)
                    .hasMessageContaining(refused[1]);
        }
    }

    @Test
    void anEventThatCannotBeFoldedIsNamed() throws IOException {
        SampleEvents.threeTiers(log, new Random(7));
        assertThatThrownBy(() -> sql.rows("FROM state_broken"))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("broken.yaml");
        assertThat(sql.rows(STATES)).as("what failed leaves nothing behind").isEqualTo(sql.rows(SUMS));
    }

    @Test
    void timeRunsAlsoWhileTheyAreFolded() throws IOException {
        SampleEvents.threeTiers(log, new Random(8));
        SqlSettings hurried = new SqlSettings(256L << 20, 2, Duration.ofNanos(1), 1L << 30);
        try (OpenSql impatient = new OpenSql(temporary.resolve("sql"), log, hurried, 1L << 30)) {
            assertThatThrownBy(() -> impatient.rows(STATES))
                    .isInstanceOf(SqlException.class)
                    .hasMessageContaining("sql.timeout");
        }
    }
}
