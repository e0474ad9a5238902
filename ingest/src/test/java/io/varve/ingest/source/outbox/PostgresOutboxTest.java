package io.varve.ingest.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresOutboxTest extends OutboxContract {

    private static PostgresDatabase database;

    @BeforeAll
    static void begin(@TempDir Path directory) throws IOException {
        database = new PostgresDatabase(directory);
    }

    @AfterAll
    static void end() {
        if (database != null) {
            database.close();
        }
    }

    @Override
    Database database() {
        return database;
    }

    @Test
    void rowsThatCannotBeMarkedAreAFailure() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Outbox.insert(connection, 1, "a", 0);
            statement.execute("CREATE RULE deaf AS ON UPDATE TO varve_outbox DO INSTEAD NOTHING");
        }

        assertThatThrownBy(feed::step)
                .isInstanceOf(SQLException.class)
                .hasMessage("row 1 of table varve_outbox was to be marked, and the database changed no row");
        assertThat(log.ids()).containsExactly("1");
    }
}
