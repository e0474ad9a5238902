package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.EVENTS;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalog whose database or metadata files are not what was written is refused, and never a shorter log. */
class DamagedCatalogTest {

    private static final int DAYS = 4;

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        try (Catalog catalog = open()) {
            LogCatalog log = catalog.create(definition("events"));
            for (int day = 0; day < DAYS; day++) {
                log.append(files(directory, day, day + 1));
            }
        }
    }

    /** Avro takes the end of a block for the end of the file. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aManifestOrListCutAtTheEndOfABlockIsNotAShorterLog(boolean proven) throws Exception {
        if (!proven) {
            forgetProofs(directory);
        }
        int cuts = 0;
        for (Path file : current()) {
            byte[] bytes = Files.readAllBytes(file);
            for (int end : blockEnds(bytes)) {
                Files.write(file, Arrays.copyOf(bytes, end));
                try (Catalog catalog = open()) {
                    assertThatThrownBy(() -> catalog.log("events"))
                            .isInstanceOf(CatalogException.class)
                            .hasMessageContaining(proven ? file.toString() : "");
                }
                cuts++;
            }
            Files.write(file, bytes);
        }
        assertThat(cuts).isEqualTo(1 + DAYS);
        assertThat(sealedTo()).isEqualTo(DAYS * EVENTS);
    }

    private List<Path> current() throws IOException {
        try (Catalog catalog = open()) {
            return catalog.log("events").metadataFiles().stream()
                    .filter(file -> file.endsWith(".avro"))
                    .map(directory::resolve)
                    .toList();
        }
    }

    /** After the header and after each block but the last stands the same marker of 16 bytes. */
    private static List<Integer> blockEnds(byte[] avro) {
        byte[] marker = Arrays.copyOfRange(avro, avro.length - 16, avro.length);
        List<Integer> ends = new ArrayList<>();
        for (int at = 0; at + 16 < avro.length; at++) {
            if (Arrays.equals(avro, at, at + 16, marker, 0, 16)) {
                ends.add(at + 16);
            }
        }
        return ends;
    }

    @Test
    void anotherManifestUnderTheNameIsFound() throws IOException {
        List<Path> files = current();
        Files.copy(files.get(1), files.get(2), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Catalog catalog = open()) {
            assertThatThrownBy(() -> catalog.log("events"))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("cannot read the table of log 'events'")
                    .hasMessageContaining(files.get(2) + " is damaged")
                    .hasMessageContaining("put it back from a backup");
        }
    }

    @Test
    void anOldDirectoryWithoutProofsOpensAndItsNewFilesAreProven() throws Exception {
        forgetProofs(directory);
        try (Catalog catalog = open()) {
            assertThat(catalog.log("events").view().sealedTo()).isEqualTo(DAYS * EVENTS);
            catalog.log("events").append(files(directory, DAYS, DAYS + 1));
        }
        assertThat(sealedTo()).isEqualTo((DAYS + 1) * EVENTS);
        Path list = current().get(0);
        byte[] bytes = Files.readAllBytes(list);
        bytes[bytes.length / 2] ^= 1;
        Files.write(list, bytes);
        assertThatThrownBy(this::sealedTo)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(list + " is damaged: its bytes are not those that were written");
    }

    @Test
    void anEmptiedDatabaseIsRefusedAndNotTouched() throws IOException {
        Files.write(database(), new byte[0]);
        assertThatThrownBy(this::open)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("database is empty, " + database())
                .hasMessageContaining("put it back from a backup");
        assertThat(database()).isEmptyFile();
    }

    @Test
    void anEmptyDatabaseInANewDirectoryIsANewCatalog(@TempDir Path other) throws IOException {
        Files.createDirectories(other.resolve("catalog"));
        Files.write(other.resolve("catalog/varve.mv.db"), new byte[0]);
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(other))) {
            assertThat(catalog.logs()).isEmpty();
        }
    }

    @Test
    void aDatabaseOfGarbageIsRefusedByItsName() throws IOException {
        byte[] garbage = new byte[50_000];
        Arrays.fill(garbage, (byte) 'x');
        Files.write(database(), garbage);
        assertThatThrownBy(this::open)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("cannot open the catalog's database " + database())
                .hasMessageContaining("put it back from a backup");
    }

    @Test
    void aDatabaseOfAnotherDirectoryIsRefused(@TempDir Path other) throws IOException {
        Catalog.open(CatalogConfig.embedded(other)).close();
        Files.copy(other.resolve("catalog/varve.mv.db"), database(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::open)
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("it does not know log 'events'");
    }

    /** By one commit only the note tells; by two the numbers of the metadata files as well. */
    @Test
    void aDatabaseOlderThanItsDirectoryIsRefused(@TempDir Path copies) throws IOException {
        Path older = Files.copy(database(), copies.resolve("older"));
        for (int more = 1; more <= 2; more++) {
            try (Catalog catalog = open()) {
                int days = (int) (catalog.log("events").view().sealedTo() / EVENTS);
                catalog.log("events").append(files(directory, days, days + 1));
            }
            Path newer = Files.copy(database(), copies.resolve("newer" + more));
            Files.copy(older, database(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            if (more == 2) {
                Files.delete(directory.resolve("metadata/events.newest"));
            }
            assertThatThrownBy(this::open)
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(database() + " is damaged or older than the directory: of log 'events' it")
                    .hasMessageContaining("put both back from one backup");
            Files.copy(newer, database(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(sealedTo()).isEqualTo((DAYS + 2) * EVENTS);
    }

    @Test
    void whatAKilledCommitOrCreationLeavesIsNoNewerState() throws IOException {
        Path newest;
        try (Stream<Path> files = Files.list(directory.resolve("metadata/events"))) {
            newest = files.filter(file -> file.toString().endsWith(".metadata.json"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
        String number = String.valueOf(newest.getFileName()).substring(0, 5);
        String next = "0000" + (Integer.parseInt(number) + 1);
        Files.copy(newest, newest.resolveSibling(next + "-killed.gz.metadata.json"));
        Path created = Files.createDirectories(directory.resolve("metadata/other"));
        Files.copy(newest, created.resolve("00000-killed.gz.metadata.json"));
        assertThat(sealedTo()).isEqualTo(DAYS * EVENTS);
    }

    private long sealedTo() {
        try (Catalog catalog = open()) {
            return catalog.log("events").view().sealedTo();
        }
    }

    private Path database() {
        return directory.resolve("catalog/varve.mv.db");
    }

    private Catalog open() {
        return Catalog.open(CatalogConfig.embedded(directory));
    }

    /** Makes it a directory of a Varve that knew neither proofs nor notes. */
    static void forgetProofs(Path directory) throws Exception {
        try (Database database = Database.open(directory);
                Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE varve_metadata_proofs");
        }
        try (Stream<Path> files = Files.list(directory.resolve("metadata"))) {
            for (Path note :
                    files.filter(file -> file.toString().endsWith(".newest")).toList()) {
                Files.delete(note);
            }
        }
    }
}
