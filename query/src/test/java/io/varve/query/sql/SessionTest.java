package io.varve.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What DuckDB itself refuses once it is locked: the second wall, behind what a statement may say. */
final class SessionTest {

    @TempDir
    Path temporary;

    @Test
    void opensNothingButWhatItWasGiven() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret.csv"), "a,b\n1,2\n");
        Path given = Files.writeString(temporary.resolve("given.csv"), "a,b\n1,2\n");
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Watch watch = new Watch(timer, OpenSql.SETTINGS.timeout());
                Database database = Database.open(OpenSql.SETTINGS, temporary.resolve("spill"), watch);
                Session first = database.session(watch);
                Session second = database.session(watch)) {
            assertThat(database.lock(List.of(given.toString()), first)).isTrue();
            refusesAllBut(given, secret, first);
            refusesAllBut(given, secret, second);
            try (Session later = database.session(watch)) {
                refusesAllBut(given, secret, later);
            }
            assertThat(database.lock(List.of(given.toString()), second)).isTrue();
            assertThat(database.lock(List.of(), second)).isFalse();
            assertThat(database.lock(List.of(given.toString(), secret.toString()), second))
                    .isFalse();
            refusesAllBut(given, secret, second);
        } finally {
            timer.shutdownNow();
        }
        assertThat(temporary).isDirectoryNotContaining("glob:**/{out.csv,x.db,export,log}");
    }

    private void refusesAllBut(Path given, Path secret, Session session) {
        assertThatCode(() -> session.execute("FROM read_csv('" + given + "')")).doesNotThrowAnyException();
        for (String statement : List.of(
                "FROM read_csv('" + secret + "')",
                "FROM '" + secret + "'",
                "FROM read_text('/etc/passwd')",
                "FROM glob('" + temporary + "/*')",
                "FROM read_csv('http://127.0.0.1:1/x.csv')",
                "FROM read_parquet('s3://bucket/x.parquet')",
                "COPY (SELECT 1) TO '" + temporary.resolve("out.csv") + "'",
                "ATTACH '" + temporary.resolve("x.db") + "'",
                "EXPORT DATABASE '" + temporary.resolve("export") + "'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET allowed_paths = ['" + secret + "']",
                "SET memory_limit = '99GB'",
                "RESET lock_configuration",
                "CALL enable_logging(storage := 'file', storage_path := '" + temporary.resolve("log") + "')")) {
            assertThatThrownBy(() -> session.execute(statement)).as(statement).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void nothingStaysOfASession() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Watch watch = new Watch(timer, OpenSql.SETTINGS.timeout());
                Database database = Database.open(OpenSql.SETTINGS, temporary.resolve("spill"), watch)) {
            String known = "SELECT string_agg(table_name || coalesce(sql, ''), ' ' ORDER BY table_name) || ?"
                    + " || (SELECT count(*) FROM varve.hot) || current_setting('TimeZone')"
                    + " FROM (SELECT table_name, sql FROM duckdb_tables() UNION ALL"
                    + " SELECT view_name, sql FROM duckdb_views() WHERE NOT internal) AS all_of_them(table_name, sql)";
            String before;
            try (Session session = database.session(watch)) {
                before = session.value(known, "");
                session.begin();
                session.execute("INSERT INTO varve.hot (position) VALUES (7)");
                session.execute("CREATE OR REPLACE VIEW events AS SELECT 1 AS x");
                session.execute("CREATE TEMP TABLE answer AS SELECT 1 AS x");
                assertThat(session.value(known, "")).isNotEqualTo(before);
            }
            try (Session session = database.session(watch)) {
                assertThat(session.value(known, "")).isEqualTo(before).endsWith("0UTC");
            }
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void keepsOneUntilItIsOld() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Watch watch = new Watch(timer, OpenSql.SETTINGS.timeout());
                Databases databases = new Databases(OpenSql.SETTINGS, temporary.resolve("spill"))) {
            assertThat(databases.takeKept()).isNull();
            Database first = databases.open(watch);
            Database second = databases.open(watch);
            databases.giveBack(first);
            databases.giveBack(second);
            assertThatThrownBy(() -> first.session(watch)).isInstanceOf(SQLException.class);
            databases.age();
            assertThat(databases.takeKept()).isSameAs(second);
            assertThat(databases.takeKept()).isNull();
            databases.giveBack(second);
            databases.age();
            databases.age();
            assertThat(databases.takeKept()).isNull();
            assertThatThrownBy(() -> second.session(watch)).isInstanceOf(SQLException.class);

            Database spilled = databases.open(watch);
            Files.createDirectory(spilled.temporary());
            databases.giveBack(spilled);
            assertThat(databases.takeKept()).isNull();
            assertThat(spilled.temporary()).doesNotExist();

            Database late = databases.open(watch);
            databases.close();
            databases.giveBack(late);
            assertThat(databases.takeKept()).isNull();
        } finally {
            timer.shutdownNow();
        }
    }
}
