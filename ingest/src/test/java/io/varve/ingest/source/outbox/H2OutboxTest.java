package io.varve.ingest.source.outbox;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class H2OutboxTest extends OutboxContract {

    private static H2Database database;

    @BeforeAll
    static void begin(@TempDir Path directory) {
        database = new H2Database(directory);
    }

    @AfterAll
    static void end() {
        database.close();
    }

    @Override
    Database database() {
        return database;
    }
}
