package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.file;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {

    @TempDir
    Path directory;

    private Catalog open() {
        return Catalog.open(CatalogConfig.embedded(directory));
    }

    @Test
    void newDirectoryHoldsNoLogs() {
        try (Catalog catalog = open()) {
            assertThat(catalog.logs()).isEmpty();
            assertThatThrownBy(() -> catalog.log("events"))
                    .isInstanceOf(UnknownLogException.class)
                    .hasMessageContaining("there are no logs yet");
        }
    }

    @Test
    void aThreadThatIsInterruptedLeavesTheDatabaseOpen() throws Exception {
        try (Catalog catalog = open();
                Connection connection = DriverManager.getConnection(catalog.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE work (id INT PRIMARY KEY)");
            Thread.currentThread().interrupt();
            try {
                statement.execute("INSERT INTO work VALUES (1)");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            catalog.create(definition("events"));
            assertThat(catalog.logs()).hasSize(1);
        }
    }

    /** A process that is killed leaves the file as it lies, with what was committed last. */
    @Test
    void whatIsCommittedIsInTheFileAlsoWhenItsSpaceIsUsedAgain() throws Exception {
        try (Catalog catalog = open();
                Connection kept = DriverManager.getConnection(catalog.jdbcUrl());
                var statement = kept.createStatement()) {
            statement.execute("SET RETENTION_TIME 500"); // instead of 45 s, after which space is used again
            statement.execute("CREATE TABLE work (id INT PRIMARY KEY, run INT, text VARCHAR)");
            statement.execute("INSERT INTO work VALUES (1, 0, '')");
            for (int run = 1; run <= 300; run++) {
                try (Connection connection = DriverManager.getConnection(catalog.jdbcUrl());
                        var update = connection.prepareStatement("UPDATE work SET run = ?, text = ? WHERE id = 1")) {
                    update.setInt(1, run);
                    update.setString(2, "x".repeat(run));
                    update.executeUpdate();
                }
                statement.execute("CHECKPOINT SYNC");
                if (run % 5 == 0) {
                    assertThat(runInCopy(run)).isEqualTo(run);
                }
            }
        }
    }

    private int runInCopy(int number) throws Exception {
        Path copy = Files.createDirectory(directory.resolve("copy-" + number)).resolve("varve.mv.db");
        Files.copy(directory.resolve("catalog").resolve("varve.mv.db"), copy);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:async:" + copy.resolveSibling("varve") + ";DATABASE_TO_LOWER=TRUE");
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT run FROM work")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    @Test
    void definitionsSurviveReopening() {
        LogDefinition hours = new LogDefinition(
                "clicks", UUID.randomUUID(), PartitionUnit.HOUR, Duration.ofHours(6), Duration.ofDays(2));
        LogDefinition months = new LogDefinition(
                "audit-1_x", UUID.randomUUID(), PartitionUnit.MONTH, Duration.ZERO, Duration.ofSeconds(90));
        try (Catalog catalog = open()) {
            catalog.create(hours);
            catalog.create(months);
            catalog.create(definition("events"));
            catalog.setPolicy("events", Duration.ofDays(1), Duration.ofDays(2));
        }
        try (Catalog catalog = open()) {
            assertThat(catalog.logs())
                    .containsExactly(
                            months, hours, definition("events").withPolicy(Duration.ofDays(1), Duration.ofDays(2)));
            assertThat(catalog.log("events")).isSameAs(catalog.log("events"));
        }
    }

    @Test
    void existingLogIsNotCreatedAgain() {
        try (Catalog catalog = open()) {
            catalog.create(definition("events"));
            assertThatThrownBy(() -> catalog.create(definition("events")))
                    .isInstanceOf(LogExistsException.class)
                    .hasMessageContaining("'events' exists already");
        }
    }

    @Test
    void unknownLogListsTheKnownOnes() {
        try (Catalog catalog = open()) {
            catalog.create(definition("orders"));
            catalog.create(definition("bank"));
            assertThatThrownBy(() -> catalog.log("banc"))
                    .isInstanceOfSatisfying(
                            UnknownLogException.class,
                            e -> assertThat(e.known()).containsExactly("bank", "orders"))
                    .hasMessage("there is no log 'banc'; the logs are: bank, orders");
        }
    }

    @Test
    void namesAreChecked() {
        for (String name : List.of("", "Events", "1st", "a.b", "a/b", "ı", "a b", "x".repeat(64))) {
            assertThatThrownBy(() -> definition(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + name + "'");
        }
        assertThat(definition("x".repeat(63)).name()).hasSize(63);
    }

    @Test
    void warmShorterThanHotIsRefused() {
        assertThatThrownBy(() -> definition("events").withPolicy(Duration.ofDays(3), Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT48H");
    }

    @Test
    void copyOfAnOpenDirectoryOpensWithTheLastCommit(@TempDir Path other) throws IOException {
        try (Catalog catalog = open()) {
            LogCatalog log = catalog.create(definition("events"));
            for (int day = 0; day < 5; day++) {
                log.append(List.of(file(directory, day)));
                Path copy = other.resolve("crashed-" + day);
                copyDirectory(directory, copy);
                try (Catalog crashed = Catalog.open(CatalogConfig.embedded(copy))) {
                    assertThat(crashed.log("events").view().sealedTo()).isEqualTo((day + 1) * SampleFiles.EVENTS);
                    assertThat(crashed.log("events").view().number()).isEqualTo(day + 1);
                }
            }
        }
    }

    @Test
    void dataDirectoryMayBeMoved(@TempDir Path other) throws IOException {
        URI elsewhere = URI.create("file:/mnt/elsewhere/x.parquet");
        try (Catalog catalog = open()) {
            LogCatalog log = catalog.create(definition("events"));
            log.append(files(directory, 0, 2));
            CatalogFile second = log.view().files().get(1);
            log.move(List.of(new Move(second, elsewhere, second.tier())));
        }
        Path moved = other.resolve("moved here");
        Files.move(directory, moved);
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(moved))) {
            LogCatalog log = catalog.log("events");
            log.append(files(moved, 2, 3));
            assertThat(log.view().files())
                    .extracting(CatalogFile::location)
                    .containsExactly(
                            SampleFiles.warm(moved, 0),
                            URI.create("file:///mnt/elsewhere/x.parquet"),
                            SampleFiles.warm(moved, 2));
        }
        Files.createDirectories(directory);
    }

    @Test
    void lostDatabaseDoesNotLookEmpty() throws IOException {
        try (Catalog catalog = open()) {
            catalog.create(definition("events"));
        }
        Files.delete(directory.resolve("catalog/varve.mv.db"));
        assertThatThrownBy(this::open).isInstanceOf(CatalogException.class).hasMessageContaining("database is missing");
    }

    @Test
    void damagedOrMissingMetadataIsAnErrorThatNamesTheLog() throws IOException {
        try (Catalog catalog = open()) {
            catalog.create(definition("bank"));
            catalog.create(definition("events"));
        }
        Files.writeString(onlyMetadata("events"), "damaged");
        Files.delete(onlyMetadata("bank"));
        try (Catalog catalog = open()) {
            for (String name : List.of("bank", "events")) {
                assertThatThrownBy(() -> catalog.log(name))
                        .isInstanceOf(CatalogException.class)
                        .isNotInstanceOf(UnknownLogException.class)
                        .hasMessageContaining("'" + name + "'");
            }
        }
    }

    private Path onlyMetadata(String log) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("metadata").resolve(log))) {
            Optional<Path> only = files.filter(file -> file.toString().endsWith(".metadata.json"))
                    .findAny();
            return only.orElseThrow();
        }
    }

    @Test
    void othersMayUseTheDatabaseToo() throws Exception {
        try (Catalog catalog = open()) {
            catalog.create(definition("events"));
            try (Connection connection = DriverManager.getConnection(catalog.jdbcUrl());
                    java.sql.Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE waiting (partition_name VARCHAR PRIMARY KEY)");
                statement.execute("INSERT INTO waiting VALUES ('2026-01-01')");
            }
            assertThat(catalog.logs()).hasSize(1);
        }
    }

    @Test
    void anotherIcebergCatalogServesByItsProperties() {
        CatalogConfig config = new CatalogConfig(
                directory, Map.of("catalog-impl", "org.apache.iceberg.inmemory.InMemoryCatalog", "warehouse", "mem"));
        try (Catalog catalog = Catalog.open(config)) {
            LogCatalog log = catalog.create(definition("events"));
            log.append(files(directory, 0, 3));
            assertThat(log.view().fileAt(150))
                    .isEqualTo(SampleFiles.file(directory, 1).file());
            assertThat(catalog.logs()).containsExactly(definition("events"));
        }
    }

    static void copyDirectory(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
