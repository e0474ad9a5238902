package io.varve.ingest.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.AppendRefusedException;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.source.feed.Feed;
import io.varve.ingest.source.feed.FeedScenario;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an outbox promises, whatever the database. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OutboxContract extends FeedScenario<OutboxFeed> {

    private Database database;

    /** The database of this class, on with what earlier tests left in it. */
    abstract Database database();

    @BeforeEach
    void open() throws SQLException {
        database = database();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS varve_outbox");
        }
        Outbox.create(database);
        begin(SampleOutbox.config(database.url()));
    }

    private void begin(OutboxConfig config) {
        begin(config.name(), (events, dead, state) -> new OutboxFeed(config, events, dead, state));
    }

    /** Steps until nothing more is there to be taken. */
    private void drain() throws SQLException {
        while (feed.step().isZero()) {
            assertThat(log.appender().refusals()).isEmpty();
        }
    }

    private Connection transaction() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private void commitRow(long id, String subject, long version) throws SQLException {
        try (Connection connection = database.connect()) {
            Outbox.insert(connection, id, subject, version);
        }
    }

    @Test
    void aRowBecomesAnEvent() throws SQLException {
        commitRow(5, "a", 0);
        drain();

        Event event = log.events().get(0).event();
        assertThat(event.id()).isEqualTo("5");
        assertThat(event.source()).isEqualTo("/bank");
        assertThat(event.subject().value()).isEqualTo("a");
        assertThat(event.type()).isEqualTo("changed");
        assertThat(String.valueOf(event.data())).isEqualTo("{\"n\":5}");
        assertThat(String.valueOf(event.time() == null ? "none" : event.time().text()))
                .isEqualTo("2026-01-31T09:30:00Z");
        assertThat(event.extensions()).containsExactly(Map.entry("correlationid", "c"));
        assertThat(Outbox.ids(database, "appended_at IS NOT NULL")).containsExactly(5L);
    }

    @Test
    void aLateCommitIsNotPassedOver() throws SQLException {
        try (Connection five = transaction();
                Connection six = transaction()) {
            Outbox.insert(five, 5, "a", 0);
            Outbox.insert(six, 6, "b", 0);
            six.commit();
            drain();
            assertThat(log.ids()).containsExactly("6");
            five.commit();
        }
        drain();

        assertThat(log.ids()).containsExactly("6", "5");
        assertThat(Outbox.ids(database, "appended_at IS NULL")).isEmpty();
    }

    @Test
    void ofOneAggregateTheLateCommitComesFirst() throws SQLException {
        try (Connection five = transaction();
                Connection six = transaction()) {
            Outbox.insert(five, 5, "a", 0);
            Outbox.insert(six, 6, "a", 1);
            six.commit();
            drain();
            assertThat(log.ids()).isEmpty();
            assertThat(status.heldBack()).isEqualTo(1);
            five.commit();
        }
        drain();

        assertThat(log.ids()).containsExactly("5", "6");
        assertThat(log.events()).extracting(RecordedEvent::version).containsExactly(0L, 1L);
        assertThat(status.heldBack()).isZero();
    }

    @Test
    void versionsGoBeforeIds() throws SQLException {
        commitRow(1, "a", 2);
        commitRow(2, "b", 0);
        commitRow(3, "a", 0);
        commitRow(4, "a", 1);
        drain();

        assertThat(log.ids()).containsExactly("3", "2", "4", "1");
    }

    @Test
    void risingVersionsHaveGapsAndAreNotWaitedFor() throws SQLException {
        begin(SampleOutbox.config(database.url(), new OutboxConfig.Versions.Rising(), OutboxConfig.Done.MARK));
        commitRow(1, "a", 20);
        commitRow(2, "a", 10);
        drain();

        assertThat(log.ids()).containsExactly("2", "1");
    }

    @Test
    void whatCameUpInTheMeantimeDoesNotKeepALateRowWaiting() throws SQLException {
        commitRow(10, "s10", 0);
        AtomicInteger appends = new AtomicInteger();
        FaultPoint.listen(point -> {
            if (point == FaultPoint.APPEND_DURABLE && appends.incrementAndGet() <= 20) {
                if (appends.get() == 1) {
                    commitUnchecked(1, "late");
                }
                commitUnchecked(10L + appends.get(), "s" + (10 + appends.get()));
            }
        });
        try {
            drain();
        } finally {
            FaultPoint.listen(null);
        }

        assertThat(log.ids()).hasSize(22).startsWith("10", "1", "11");
    }

    private void commitUnchecked(long id, String subject) {
        try {
            commitRow(id, subject, 0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDeadLetterWithoutATurnTakesNobodysTurn() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO varve_outbox (id, subject, version, type, data)"
                    + " VALUES (1, 'a', NULL, 'changed', '{}'), (2, 'a', -1, 'changed', '{')");
        }
        drain();
        assertThat(letters.ids()).hasSize(2);
        commitRow(4, "a", 1);
        drain();
        assertThat(log.ids()).as("version 0 is not there yet").isEmpty();
        commitRow(3, "a", 0);
        drain();

        assertThat(log.ids()).containsExactly("3", "4");
    }

    @Test
    void risingVersionsGoBeforeIdsAlsoFromPageToPage() throws SQLException {
        begin(SampleOutbox.config(database.url(), new OutboxConfig.Versions.Rising(), OutboxConfig.Done.MARK));
        int rows = 1_100;
        try (Connection connection = transaction();
                Statement statement = connection.createStatement()) {
            for (int id = 0; id < rows; id++) {
                Outbox.insert(connection, id, "s" + id % 3, 10L * (rows - id));
            }
            statement.execute("INSERT INTO varve_outbox (id, type, data) SELECT 5000 + id, 'changed',"
                    + " '\"' || REPEAT('x', 900000) || '\"' FROM varve_outbox WHERE id < 8");
            connection.commit();
        }
        drain();

        assertThat(log.ids()).hasSize(rows);
        Map<String, Long> last = new HashMap<>();
        for (RecordedEvent event : log.events()) {
            long id = Long.parseLong(event.event().id());
            Long before = last.put(event.event().subject().value(), id);
            assertThat(before == null || id < before)
                    .as("%s after %s", id, before)
                    .isTrue();
        }
        assertThat(status.deadLetters()).as("rows without a version").isEqualTo(8);
    }

    @Test
    void rowsAreDeletedWhereThatIsAsked() throws SQLException {
        begin(SampleOutbox.config(database.url(), new OutboxConfig.Versions.Dense(1), OutboxConfig.Done.DELETE));
        for (int version = 1; version <= 4; version++) {
            commitRow(version, "a", version);
            drain();
        }

        assertThat(log.ids()).containsExactly("1", "2", "3", "4");
        assertThat(Outbox.ids(database, "1 = 1")).isEmpty();
    }

    @Test
    void aCrashBetweenAppendAndMarkDoublesNothing() throws SQLException {
        commitRow(1, "a", 0);
        commitRow(2, "a", 1);
        drain();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE varve_outbox SET appended_at = NULL"); // as if the mark had never been made
        }
        crash();
        commitRow(3, "a", 2);
        drain();

        assertThat(log.ids()).containsExactly("1", "2", "3");
        assertThat(status.duplicates()).isEqualTo(2);
        assertThat(Outbox.ids(database, "appended_at IS NULL")).isEmpty();
    }

    @Test
    void whatCannotBeAnEventGoesAsideAndTheRestGoesOn() throws SQLException {
        commitRow(1, "a", 0);
        try (Connection connection = database.connect()) {
            Outbox.insert(connection, 2, "a", 1, "{\"n\":");
            Outbox.insert(connection, 3, null, 0, "{}");
        }
        commitRow(4, "a", 2);
        drain();
        commitRow(5, "a", 3);
        drain();

        assertThat(log.ids()).containsExactly("1", "4", "5");
        assertThat(letters.ids()).containsExactly("varve_outbox/2", "varve_outbox/3");
        assertThat(String.valueOf(letters.events().get(0).event().data()))
                .contains("data says to be JSON: malformed JSON", "\"data\":\"{\\\"n\\\":\"");
        assertThat(Outbox.ids(database, "failure IS NOT NULL")).containsExactly(2L, 3L);
        assertThat(status.deadLetters()).isEqualTo(2);
    }

    @Test
    void aDeadLetterWaitsForItsTurnToo() throws SQLException {
        try (Connection late = transaction()) {
            Outbox.insert(late, 1, "a", 0);
            try (Connection connection = database.connect()) {
                Outbox.insert(connection, 2, "a", 1, "{");
                Outbox.insert(connection, 3, "a", 2, "{");
            }
            commitRow(4, "a", 3);
            drain();
            assertThat(letters.ids()).isEmpty();
            late.commit();
        }
        drain();

        assertThat(log.ids()).containsExactly("1", "4");
        assertThat(letters.ids()).hasSize(2);
    }

    @Test
    void anIdThatWasUsedForOtherContentGoesAside() throws SQLException {
        commitRow(1, "a", 0);
        drain();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE varve_outbox SET appended_at = NULL, data = '{\"n\":99}'");
        }
        commitRow(2, "a", 1);
        drain();

        assertThat(log.ids()).containsExactly("1", "2");
        assertThat(Outbox.ids(database, "failure LIKE '%was used before%'")).containsExactly(1L);
    }

    @Test
    void whatTheLogRefusesForNowIsTakenLater() throws SQLException {
        commitRow(1, "a", 0);
        log.freeBytes.set(0);
        assertThatThrownBy(feed::step).isInstanceOf(AppendRefusedException.class);
        feed.reset();
        log.freeBytes.set(Long.MAX_VALUE);
        drain();

        assertThat(log.ids()).containsExactly("1");
        assertThat(letters.ids()).isEmpty();
    }

    @Test
    void moreRowsThanAPageInAnyOrderOfCommits() throws SQLException {
        long seed = Long.getLong("varve.seed", 7);
        System.out.println("outbox, seed " + seed);
        Random random = new Random(seed);
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            subjects.add("s" + random.nextInt(60));
        }
        Map<String, Long> versions = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (String subject : subjects) {
            rows.add(new Row(rows.size(), subject, versions.merge(subject, 1L, Long::sum) - 1));
        }
        Collections.shuffle(rows, random);
        for (int from = 0; from < rows.size(); from += 250) {
            try (Connection connection = transaction()) {
                for (Row row : rows.subList(from, from + 250)) {
                    Outbox.insert(connection, row.id, row.subject, row.version);
                }
                connection.commit();
            }
            drain();
        }

        requireAll(rows);
        assertThat(status.events()).isEqualTo(1_500);
    }

    /** Each row is an event, once, and each event has the version of its row. */
    private void requireAll(List<Row> rows) {
        List<RecordedEvent> events = log.events();
        assertThat(events).hasSize(rows.size());
        Map<String, Row> byId = new HashMap<>();
        rows.forEach(row -> byId.put(Long.toString(row.id), row));
        for (RecordedEvent event : events) {
            Row row = byId.remove(event.event().id());
            assertThat(row)
                    .isEqualTo(new Row(
                            Long.parseLong(event.event().id()),
                            event.event().subject().value(),
                            event.version()));
        }
        assertThat(byId).isEmpty();
    }

    private record Row(long id, String subject, long version) {}

    @Test
    void theDatabaseIsKilledInTheMiddleOfALoad() throws Exception {
        List<Row> rows = new ArrayList<>();
        Feed following = Feed.start(feed, status);
        try {
            for (int round = 0; round < 3; round++) {
                insertRows(rows, 400);
                log.awaitHead(rows.size() - 300L);
                database.kill();
                database.restart();
            }
            insertRows(rows, 400);
            log.awaitHead(rows.size());
        } finally {
            following.close();
        }
        crash();
        drain();

        requireAll(rows);
        assertThat(new HashSet<>(Outbox.ids(database, "appended_at IS NOT NULL")))
                .hasSize(rows.size());
        assertThat(letters.ids()).isEmpty();
    }

    private void insertRows(List<Row> rows, int count) throws SQLException {
        try (Connection connection = database.connect()) {
            for (int i = 0; i < count; i++) {
                Row row = new Row(rows.size(), "s" + rows.size() % 7, rows.size() / 7);
                Outbox.insert(connection, row.id, row.subject, row.version);
                rows.add(row);
            }
        }
    }

    @Test
    void saysWhatTheTableLacks() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE varve_outbox DROP COLUMN failure");
        }

        assertThatThrownBy(feed::step)
                .isInstanceOf(SQLException.class)
                .hasMessage("table varve_outbox has no column failure");
    }
}
