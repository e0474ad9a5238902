package io.varve.ingest.source.outbox;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
