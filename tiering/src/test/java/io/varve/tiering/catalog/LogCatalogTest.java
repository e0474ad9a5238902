package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.cold;
import static io.varve.tiering.catalog.SampleFiles.day;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.file;
import static io.varve.tiering.catalog.SampleFiles.files;
import static io.varve.tiering.catalog.SampleFiles.warm;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogCatalogTest {

    @TempDir
    Path directory;

    private Catalog catalog;
    private LogCatalog log;

    @BeforeEach
    void open() {
        catalog = Catalog.open(CatalogConfig.embedded(directory));
        log = catalog.create(definition("events"));
    }

    private void reopen() {
        catalog.close();
        catalog = Catalog.open(CatalogConfig.embedded(directory));
        log = catalog.log("events");
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void newLogIsEmpty() {
        CatalogView view = log.view();
        assertThat(view.files()).isEmpty();
        assertThat(view.sealedTo()).isZero();
        assertThat(view.number()).isZero();
        assertThat(view.fileAt(0)).isNull();
    }

    @Test
    void appendedFilesAreThereNowAndAfterReopening() {
        CatalogView first = log.append(files(directory, 0, 3));
        CatalogView second = log.append(files(directory, 3, 4));
        assertThat(first.sealedTo()).isEqualTo(300);
        assertThat(first.number()).isEqualTo(1);
        assertThat(log.view()).isSameAs(second);
        List<CatalogFile> expected =
                files(directory, 0, 4).stream().map(NewFile::file).toList();
        assertThat(second.files()).isEqualTo(expected);
        reopen();
        assertThat(log.view().files()).isEqualTo(expected);
        assertThat(log.view().number()).isEqualTo(2);
        assertThat(log.view().sealedTo()).isEqualTo(400);
    }

    @Test
    void positionsLeadToTheirFile() {
        log.append(files(directory, 0, 7));
        for (long position = 0; position < 700; position++) {
            assertThat(log.view().fileAt(position)).isEqualTo(log.view().files().get((int) (position / 100)));
        }
        assertThat(log.view().fileAt(700)).isNull();
        assertThat(log.view().fileAt(-1)).isNull();
    }

    @Test
    void gapIsRefusedAndNothingChanges() {
        log.append(files(directory, 0, 2));
        CatalogView before = log.view();
        assertThatThrownBy(() -> log.append(files(directory, 3, 4)))
                .isInstanceOfSatisfying(CatalogGapException.class, e -> {
                    assertThat(e.expected()).isEqualTo(200);
                    assertThat(e.found()).isEqualTo(300);
                })
                .hasMessageContaining("positions [200, 300) are in no file");
        assertThat(log.view()).isSameAs(before);
    }

    @Test
    void overlapIsRefused() {
        log.append(files(directory, 0, 2));
        assertThatThrownBy(() -> log.append(files(directory, 1, 3)))
                .isInstanceOf(CatalogGapException.class)
                .hasMessageContaining("positions [100, 200) are in two files");
    }

    @Test
    void gapInsideOneAppendIsRefused() {
        assertThatThrownBy(() -> log.append(List.of(file(directory, 0), file(directory, 2))))
                .isInstanceOf(CatalogGapException.class);
        reopen();
        assertThat(log.view().files()).isEmpty();
    }

    @Test
    void partitionOfAnotherUnitIsRefused() {
        NewFile day = file(directory, 0);
        Partition month = Partition.of(PartitionUnit.MONTH, day.minRecordedAtMicros());
        NewFile wrong = new NewFile(
                month,
                day.location(),
                0,
                99,
                100,
                day.bytes(),
                day.minRecordedAtMicros(),
                day.maxRecordedAtMicros(),
                null,
                null,
                Map.of());
        assertThatThrownBy(() -> log.append(List.of(wrong))).hasMessageContaining("is not a day");
        assertThat(log.append(List.of(day)).sealedTo()).isEqualTo(100);
    }

    @Test
    void movesChangePlacesInOneCommit() {
        log.append(files(directory, 0, 5));
        List<CatalogFile> before = log.view().files();
        CatalogView view = log.move(
                List.of(new Move(before.get(0), cold(0), Tier.COLD), new Move(before.get(1), cold(1), Tier.COLD)));
        assertThat(view.number()).isEqualTo(2);
        assertThat(view.files())
                .extracting(CatalogFile::tier)
                .containsExactly(Tier.COLD, Tier.COLD, Tier.WARM, Tier.WARM, Tier.WARM);
        reopen();
        assertThat(log.view().files()).isEqualTo(view.files());
        assertThat(log.view().files().get(1)).isEqualTo(before.get(1).at(cold(1)));
    }

    @Test
    void restoreBringsAFileBackAndHoldsIt() {
        log.append(files(directory, 0, 2));
        log.move(List.of(new Move(log.view().files().get(0), cold(0), Tier.COLD)));
        URI restored = directory.resolve("warm/events/restored.parquet").toUri();
        Instant until = Instant.parse("2026-05-01T10:00:00.123456Z");
        log.move(List.of(new Move(log.view().files().get(0), restored, Tier.WARM)), HoldChanges.setting(day(0), until));
        reopen();
        assertThat(log.view().files().get(0).location()).isEqualTo(restored);
        assertThat(log.view().holds()).containsExactly(Map.entry("2026-01-01", until));
        log.move(List.of(new Move(log.view().files().get(0), cold(0), Tier.COLD)), HoldChanges.clearing(day(0)));
        assertThat(log.view().holds()).isEmpty();
        reopen();
        assertThat(log.view().holds()).isEmpty();
    }

    @Test
    void fileThatIsNoLongerThereCannotBeMoved() {
        log.append(files(directory, 0, 2));
        CatalogFile old = log.view().files().get(0);
        CatalogView moved = log.move(List.of(new Move(old, cold(0), Tier.COLD)));
        assertThatThrownBy(() -> log.move(List.of(new Move(old, cold(9), Tier.COLD))))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(old.location().toString());
        assertThat(log.view()).isSameAs(moved);
    }

    @Test
    void tierAndSchemeMustAgree() {
        CatalogFile file = file(directory, 0).file();
        assertThatThrownBy(() -> new Move(file, cold(0), Tier.WARM)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Move(file, warm(directory, 9), Tier.COLD))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Move(file, file.location(), Tier.WARM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsStandAlone() {
        Instant until = Instant.parse("2026-03-01T00:00:00Z");
        log.setHold(day(3), until);
        log.setHold(day(4), until);
        log.setHold(day(4), until.plusSeconds(1));
        log.clearHold(day(3));
        log.clearHold(day(8));
        reopen();
        assertThat(log.view().holds()).isEqualTo(Map.of(day(4).name(), until.plusSeconds(1)));
        assertThat(log.view().number()).isEqualTo(5);
    }

    @Test
    void newestProgressOfEachSourceIsKept() {
        String odd = "kafka://a/b?c=ı.d";
        log.append(List.of(
                file(directory, 0, Map.of("csv", bytes("row 1"), odd, bytes("offset 7"))),
                file(directory, 1, Map.of("csv", bytes("row 2")))));
        log.append(List.of(file(directory, 2, Map.of("csv", new byte[0]))));
        for (int i = 0; i < 2; i++) {
            assertThat(log.view().progress()).containsOnlyKeys("csv", odd);
            assertThat(log.view().progress().get("csv")).isEmpty();
            assertThat(log.view().progress().get(odd)).isEqualTo(bytes("offset 7"));
            reopen();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void policyIsPartOfTheDefinition() {
        log.setPolicy(Duration.ofDays(1), Duration.ofDays(5));
        assertThat(log.definition().hot()).isEqualTo(Duration.ofDays(1));
        reopen();
        assertThat(log.definition()).isEqualTo(definition("events").withPolicy(Duration.ofDays(1), Duration.ofDays(5)));
    }

    @Test
    void metadataFilesLieInTheLogsDirectory() {
        log.append(files(directory, 0, 1));
        assertThat(log.metadataFiles())
                .hasSize(3)
                .allSatisfy(file -> assertThat(directory.resolve(file)).exists())
                .allSatisfy(file -> assertThat(file).startsWith("metadata/events/"));
    }

    static Stream<Arguments> units() {
        return Stream.of(
                arguments(PartitionUnit.HOUR, "1969-12-31T23:30:00Z"),
                arguments(PartitionUnit.HOUR, "2026-01-31T05:00:00Z"),
                arguments(PartitionUnit.DAY, "1969-12-31T23:30:00Z"),
                arguments(PartitionUnit.MONTH, "1969-12-31T23:30:00Z"),
                arguments(PartitionUnit.MONTH, "2026-02-28T23:59:59Z"));
    }

    @ParameterizedTest
    @MethodSource("units")
    void eachUnitReadsBackItsPartition(PartitionUnit unit, String recordedAt) {
        LogDefinition definition =
                new LogDefinition("other", UUID.randomUUID(), unit, Duration.ofDays(1), Duration.ofDays(2));
        long micros = io.varve.ingest.event.Micros.of(Instant.parse(recordedAt));
        Partition partition = Partition.of(unit, micros);
        NewFile file = new NewFile(partition, warm(directory, 0), 0, 0, 1, 9, micros, micros, micros, micros, Map.of());
        catalog.create(definition).append(List.of(file));
        reopen();
        assertThat(catalog.log("other").view().files()).containsExactly(file.file());
    }
}
