package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedded database that somebody else holds. */
class LockedDatabaseTest {

    @TempDir
    Path directory;

    @Test
    void aRowThatSomebodyElseHoldsFailsTheCommitAndNothingMore() throws SQLException {
        beImpatient();
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            LogCatalog log = catalog.create(definition("events"));
            try (Connection other = DriverManager.getConnection(catalog.jdbcUrl());
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement
                        .executeQuery("SELECT * FROM iceberg_tables FOR UPDATE")
                        .close();

                assertThatThrownBy(() -> log.append(files(directory, 0, 1)))
                        .isInstanceOfAny(CatalogException.class, CatalogUnknownException.class)
                        .message()
                        .doesNotContain("\n");
                assertThat(log.view().sealedTo()).isZero();
                other.rollback();
            }
            assertThat(log.append(files(directory, 0, 1)).sealedTo()).isEqualTo(100);
        }
        try (Catalog again = Catalog.open(CatalogConfig.embedded(directory))) {
            assertThat(again.log("events").view().sealedTo()).isEqualTo(100);
        }
    }

    /** Sessions that are opened later wait for others a tenth of a second, not two. */
    private void beImpatient() throws SQLException {
        String url = "";
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            url = catalog.jdbcUrl();
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SET DEFAULT_LOCK_TIMEOUT 100");
        }
    }

    @Test
    void aFileThatSomebodyElseHasOpenIsNamed() throws Exception {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            catalog.create(definition("events"));
        }
        Path file = directory.resolve("catalog/varve.mv.db");
        assertThat(Files.exists(file)).isTrue();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> Catalog.open(CatalogConfig.embedded(directory)))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("is open in another process");
        }
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            assertThat(catalog.logs()).containsExactly(definition("events"));
        }
    }
}
