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
                Session session = Session.open(OpenSql.SETTINGS, temporary.resolve("spill"), watch)) {
            session.lock(List.of(given.toString()));
            assertThatCode(() -> session.execute("FROM read_csv('" + given + "')"))
                    .doesNotThrowAnyException();
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
                assertThatThrownBy(() -> session.execute(statement))
                        .as(statement)
                        .isInstanceOf(SQLException.class);
            }
        } finally {
            timer.shutdownNow();
        }
        assertThat(temporary).isDirectoryNotContaining("glob:**/{out.csv,x.db,export,log}");
    }
}
