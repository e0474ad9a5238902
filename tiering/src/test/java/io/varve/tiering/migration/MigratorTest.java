package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.FakeClock;
import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.SampleEvents;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotCursor;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.EventFileSettings;
import io.varve.tiering.parquet.EventFileWriter;
import io.varve.tiering.parquet.FileIdentity;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.HeldFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigratorTest {

    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");
    private static final int DAYS = 12;
    private static final Instant MIXED = Instant.parse("2026-04-06T00:00:00Z");

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-04-06T00:00:00Z");
    private final FaultyObjectStore cold = new FaultyObjectStore(new InMemoryObjectStore(clock));
    private TestLog log;
    private List<RecordedEvent> written = List.of();

    /** Twelve days of events; on 6 April, the first five are cold, and with hot set to 90 days, the rest hot. */
    @BeforeEach
    void fill() throws IOException {
        log = new TestLog(directory, cold, clock, Duration.ZERO);
        Random random = new Random(7);
        for (int day = 0; day < DAYS; day++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                events.add(SampleEvents.random(random, "e" + day + "-" + i));
            }
            log.backfill(FIRST_DAY.plusDays(day) + "T12:00:00Z", events);
        }
        written = log.readAll();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void eachPartitionGoesWhereItsAgeBelongs() throws IOException {
        log.logCatalog.setPolicy(Duration.ofDays(86), Duration.ofDays(90));

        MigrationResult result = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);

        // Ends: 2 January + 94 days = 6 April. Cold is due at an age of 90 days, warm at one of 86.
        assertThat(result.waiting()).isEmpty();
        assertThat(tiers()).containsExactly("COLD", "COLD", "COLD", "COLD", "COLD", "WARM", "WARM", "WARM", "WARM");
        assertThat(log.migrator.hotPartitions()).hasSize(3);
        assertThat(log.readAll()).isEqualTo(written);
        assertThat(log.verifier.verify(null, VerifyListener.SILENT))
                .isEqualTo(new VerifyReport(9, 9, 12 * 40, bytes(), List.of()));
    }

    @Test
    void aPlanChangesNothingAndIsWhatIsThenDone() {
        List<PlannedMove> plan = log.migrator.plan(MIXED);
        assertThat(log.logCatalog.view().files()).isEmpty();

        MigrationResult result = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);

        assertThat(result.done()).isEqualTo(plan);
        assertThat(log.migrator.plan(MIXED)).isEmpty();
    }

    @Test
    void aLongCatchUpCommitsSixtyFourPartitionsAtOnce() throws IOException {
        clock.set("2026-08-01T00:00:00Z");
        for (int day = DAYS; day < 65; day++) {
            String id = "one of day " + day;
            log.backfill(FIRST_DAY.plusDays(day) + "T12:00:00Z", List.of(SampleEvents.random(new Random(day), id)));
        }
        log.backfill(FIRST_DAY.plusDays(200) + "T12:00:00Z", List.of(SampleEvents.random(new Random(1), "hot")));
        written = log.readAll();
        List<Integer> sealed = new ArrayList<>();
        FaultPoint.listen(point -> {
            if (point == FaultPoint.SEAL_INDEX_FLUSHED) {
                sealed.add(log.logCatalog.view().files().size());
            }
        });
        MigrationResult result;
        try {
            result = log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
        } finally {
            FaultPoint.listen(null);
        }

        assertThat(sealed).as("files in the catalog before each commit").containsExactly(0, 64);
        assertThat(result.waiting()).isEmpty();
        assertThat(tiers()).hasSize(65).containsOnly("COLD");
        assertThat(log.readAll()).isEqualTo(written);
    }

    @Test
    void aTimeAfterTheRealOneIsRefused() {
        assertThatThrownBy(() -> log.migrator.migrate(MIXED.plusSeconds(1), MigrationListener.SILENT, false))
                .hasMessageContaining("lies after the real time");
    }

    @Test
    void goesOnAfterItWasOpenedAgain() throws IOException {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        log.close();
        log = new TestLog(directory, cold, clock, Duration.ZERO);

        log.append(List.of(Event.json("late", "/s", "a", "T", "1")));
        assertThat(log.readAll()).hasSize(written.size() + 1).startsWith(written.toArray(new RecordedEvent[0]));
        clock.advance(Duration.ofDays(100));
        log.append(List.of(Event.json("later", "/s", "a", "T", "1")));
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);

        assertThat(tiers()).hasSize(DAYS + 1).containsOnly("COLD");
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
        assertThat(log.readAll().get(written.size()).event().id()).isEqualTo("late");
    }

    @Test
    void whatCannotGoColdWaitsWarmAndGoesLater() throws IOException {
        cold.failAll(Kind.UNREACHABLE);

        MigrationResult first = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);

        assertThat(tiers()).hasSize(DAYS).containsOnly("WARM");
        assertThat(first.waiting()).hasSize(5).allSatisfy(waiting -> {
            assertThat(waiting.to()).isEqualTo(Tier.COLD);
            assertThat(waiting.attempts()).isEqualTo(1);
            assertThat(waiting.nextAttempt()).isEqualTo(MIXED.plusSeconds(60));
        });
        assertThat(log.readAll()).isEqualTo(written);

        cold.heal();
        assertThat(log.migrator.migrate(MIXED, MigrationListener.SILENT, false).done())
                .as("before the time of the next try")
                .isEmpty();
        MigrationResult third = log.migrator.migrate(MIXED, MigrationListener.SILENT, true);
        assertThat(third.done()).hasSize(5);
        assertThat(third.waiting()).isEmpty();
        assertThat(log.readAll()).isEqualTo(written);
    }

    @Test
    void anUploadThatReadsBackAlteredIsNotTaken() {
        cold.alterReads(key -> key.contains("2026-01-03"));

        MigrationResult result = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);

        assertThat(tiers().subList(0, 5)).containsExactly("COLD", "COLD", "WARM", "COLD", "COLD");
        assertThat(result.waiting()).hasSize(1);
        assertThat(result.waiting().get(0).reason()).contains("reads back with another SHA-256");
    }

    @Test
    void noLaterEventGetsATimeInsideASealedPartition() {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        clock.set("2026-01-12T13:00:00Z"); // back into the newest partition that was sealed
        log.append(List.of(Event.json("late", "/s", "a", "T", "1")));
        assertThat(log.hot.lastRecordedAtMicros()).isEqualTo(Micros.of(Instant.parse("2026-01-13T00:00:00Z")));
    }

    @Test
    void aFileThatReadsBackAlteredIsNotTaken() throws IOException {
        Disk.watch(new Disk.Watcher() {
            @Override
            public void synced(Path file) {}

            @Override
            public void directorySynced(Path directory) {
                if (directory.endsWith("warm")) {
                    flipFirstFileOf("2026-01-03");
                }
            }
        });
        MigrationResult result;
        try {
            result = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        } finally {
            Disk.watch(null);
        }

        assertThat(log.logCatalog.view().files()).hasSize(2);
        assertThat(result.waiting()).hasSize(1);
        assertThat(result.waiting().get(0).partition()).isEqualTo(Partition.parse("2026-01-03"));
        assertThat(log.readAll()).isEqualTo(written);
        log.migrator.migrate(MIXED, MigrationListener.SILENT, true);
        assertThat(log.logCatalog.view().files()).hasSize(DAYS);
        assertThat(log.readAll()).isEqualTo(written);
    }

    @Test
    void aFileThatReadsBackSoundButHoldsOtherEventsIsNotTaken() throws IOException {
        Path other = directory.resolve("other");
        Disk.watch(new Disk.Watcher() {
            @Override
            public void synced(Path file) {}

            @Override
            public void directorySynced(Path synced) {
                if (synced.endsWith("warm") && !Files.exists(other)) {
                    putInPlaceOfTheFirst(other);
                }
            }
        });
        MigrationResult result;
        try {
            result = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        } finally {
            Disk.watch(null);
        }

        assertThat(log.logCatalog.view().files()).isEmpty();
        assertThat(result.waiting().get(0).reason()).contains("the sidecar is that of");
        assertThat(log.readAll()).isEqualTo(written);
    }

    /** As if the names of a whole file and its sidecar had come to mean another pair. */
    private void putInPlaceOfTheFirst(Path other) {
        try (var files = Files.newDirectoryStream(directory.resolve("warm"), FIRST_DAY + "_*.parquet")) {
            Path file = files.iterator().next();
            SealedFile swapped = sealOtherEvents(
                    Files.createDirectories(other),
                    EventFileName.parse(file.getFileName().toString()).attempt());
            Files.move(swapped.path(), file, StandardCopyOption.REPLACE_EXISTING);
            Path sidecar = file.resolveSibling(file.getFileName() + EventFileName.SIDECAR_SUFFIX);
            Files.move(swapped.sidecar(), sidecar, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file of the first day whose events have other log times. */
    private SealedFile sealOtherEvents(Path target, String attempt) throws IOException {
        FileIdentity identity =
                new FileIdentity("events", new UUID(1, 2), Partition.parse(FIRST_DAY.toString()), attempt);
        try (HotCursor cursor = log.hot.read(0, 40);
                EventFileWriter writer = new EventFileWriter(
                        target, identity, ChainLink.start(identity.logId()), EventFileSettings.defaults())) {
            while (cursor.next()) {
                writer.add(cursor.position(), cursor.version(), cursor.recordedAtMicros() + 1, cursor.content());
            }
            return writer.finish();
        }
    }

    @Test
    void whatASecondAttemptReadsMustBeWhatTheFirstDid() throws IOException {
        sealOtherEvents(Files.createDirectories(directory.resolve("warm")), "attempt-1");

        MigrationResult result = log.migrator.migrate(MIXED, MigrationListener.SILENT, false);

        assertThat(log.logCatalog.view().files()).isEmpty();
        assertThat(result.waiting().get(0).reason()).contains("an earlier attempt to seal partition " + FIRST_DAY);
        assertThat(log.readAll()).isEqualTo(written);
    }

    /** As a disk might that acknowledges a write and keeps something else. */
    private void flipFirstFileOf(String partition) {
        try (var files = Files.newDirectoryStream(directory.resolve("warm"), partition + "_*.parquet")) {
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sourcesStayForTheGrace() throws IOException {
        log.close();
        FakeClock real = new FakeClock(Instant.now(java.time.Clock.systemUTC()).toString());
        log = new TestLog(directory, cold, real, Duration.ofHours(24));

        MigrationResult first = log.migrator.migrate(real.instant(), MigrationListener.SILENT, false);

        assertThat(first.removedFiles()).isZero();
        assertThat(first.removedHotCycles()).isZero();
        assertThat(warmFiles()).hasSize(2 * DAYS);
        real.advance(Duration.ofHours(23)); // past the times of all commits, which are those of the real clock
        MigrationResult second = log.migrator.migrate(real.instant(), MigrationListener.SILENT, false);
        assertThat(second.removedFiles()).isZero();
        assertThat(second.removedHotCycles()).isZero();
        real.advance(Duration.ofHours(2));
        MigrationResult third = log.migrator.migrate(real.instant(), MigrationListener.SILENT, false);
        assertThat(third.removedFiles()).isEqualTo(2 * DAYS);
        assertThat(third.removedHotCycles()).isEqualTo(DAYS - 1);
        assertThat(log.readAll()).isEqualTo(written);
    }

    @Test
    void aFileThatIsHeldStaysWhereItLies() throws IOException {
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(95));
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        CatalogFile first = log.logCatalog.view().files().get(0);
        assertThat(first.tier()).isEqualTo(Tier.WARM);
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(90));
        clock.advance(Duration.ofDays(500)); // past the times that the disk gave the files

        try (HeldFile held = log.context.sources().files().hold(first)) {
            log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
            assertThat(tiers()).startsWith("COLD", "COLD");
            assertThat(Path.of(first.location())).as("held by %s", held).exists();
        }
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(Path.of(first.location())).doesNotExist();
    }

    @Test
    void onceADayWhatFailedUploadsLeftIsRemoved() throws IOException {
        cold.failNext(FaultyObjectStore.Operation.PUT, FaultyObjectStore.When.AFTER_EFFECT, Kind.UNREACHABLE);
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(log.migrator.waiting()).isNotEmpty();
        assertThat(cold.list(""))
                .as("a second copy of a warm file, though the grace is 0")
                .hasSize(1);

        Path leftover = Files.writeString(directory.resolve("leftover"), "half of a file");
        String key = log.context.coldPrefix() + "2026-01-02/attempt-1/half.parquet";
        cold.put(key, leftover, new byte[32], "attempt-1");
        clock.advance(Duration.ofHours(23));
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
        assertThat(cold.find(key)).isPresent();
        log.close();
        log = new TestLog(directory, cold, clock, Duration.ZERO);

        clock.advance(Duration.ofHours(1));
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);

        assertThat(cold.find(key)).isEmpty();
        assertThat(log.readAll()).isEqualTo(written);
    }

    @Test
    void aSweepThatFailsComesAgainInTheNextRun() throws IOException {
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(95));
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        clock.advance(Duration.ofDays(1));
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
        clock.advance(Duration.ofDays(1));
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(tiers()).startsWith("COLD", "WARM");
        int lists = cold.history(FaultyObjectStore.Operation.LIST).size();
        clock.advance(Duration.ofDays(1));

        cold.failNext(FaultyObjectStore.Operation.LIST, FaultyObjectStore.When.BEFORE_EFFECT, Kind.UNREACHABLE);
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(cold.history(FaultyObjectStore.Operation.LIST)).hasSize(lists + 1);
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(cold.history(FaultyObjectStore.Operation.LIST)).hasSize(lists + 2);
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(cold.history(FaultyObjectStore.Operation.LIST)).hasSize(lists + 2);
    }

    @Test
    void aRestoredPartitionIsHeldAndGoesColdAgain() throws IOException {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        Partition partition = Partition.parse("2026-01-02");

        RestoreResult result = log.migrator.restore(List.of(partition), Duration.ofDays(7), MigrationListener.SILENT);

        assertThat(result.restored()).containsExactly(partition);
        assertThat(tiers().subList(0, 3)).containsExactly("COLD", "WARM", "COLD");
        assertThat(log.readAll()).isEqualTo(written);
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(tiers().get(1)).isEqualTo("WARM");
        clock.advance(Duration.ofDays(7));
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
        assertThat(tiers().get(1)).isEqualTo("COLD");
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
    }

    @Test
    void onlyWhatIsColdCanBeRestored() {
        assertThatThrownBy(() -> restore("2026-01-02"))
                .hasMessage("partition 2026-01-02 is hot: there is nothing to restore");
        assertThatThrownBy(() -> restore("2025-01-02")).hasMessage("log 'events' has no partition 2025-01-02");
    }

    @Test
    void anAlteredWarmFileIsNamed() throws IOException {
        migrateAllToWarm();
        Path file = warmFile(3);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertNamed("2026-01-04", "SHA-256");
        assertThatThrownBy(() -> log.readAll())
                .hasMessageContaining("log 'events', partition 2026-01-04 (WARM) at file:")
                .hasMessageContaining("damaged");
    }

    @Test
    void aBudgetReadsThoseFilesThatWereReadLongestAgo() throws IOException {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        long read = 0;
        for (int run = 0; run < DAYS; run++) {
            clock.advance(Duration.ofMinutes(1));
            VerifyReport report = log.verifier.verifySome(1, VerifyListener.SILENT);
            assertThat(report.findings()).isEmpty();
            assertThat(report.checked()).isEqualTo(DAYS);
            assertThat(report.files()).isEqualTo(1);
            read += report.bytes();
            log.close(); // a run goes on where the one before it ended, also after a restart
            log = new TestLog(directory, cold, clock, Duration.ZERO);
        }
        assertThat(read).as("each file once").isEqualTo(bytes());
    }

    @Test
    void eachFileIsReadOnceInThePeriodHoweverOftenItRuns() throws IOException {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        long read = log.verifier
                .verifyInPeriod(Duration.ofDays(90), VerifyListener.SILENT)
                .bytes();
        for (int week = 1; week <= 13; week++) {
            clock.advance(Duration.ofDays(7));
            read += log.verifier
                    .verifyInPeriod(Duration.ofDays(90), VerifyListener.SILENT)
                    .bytes();
        }
        assertThat(read).isBetween(bytes(), 2 * bytes());
    }

    @Test
    void whatIsNotReadIsStillMissedAndMeasured() throws IOException {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        List<CatalogFile> files = log.logCatalog.view().files();
        log.verifier.verifySome(1, VerifyListener.SILENT);
        CatalogFile warm = files.get(DAYS - 1);
        Files.write(Path.of(warm.location()), new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
        cold.delete(cold.key(files.get(3).location()));

        assertThat(log.verifier.verifySome(1, VerifyListener.SILENT).findings())
                .extracting(Finding::location)
                .containsExactly(
                        files.get(3).location().toString(), warm.location().toString());
    }

    @Test
    void aMissingWarmFileIsNamed() throws IOException {
        migrateAllToWarm();
        Files.delete(warmFile(3));

        assertNamed("2026-01-04", "missing");
        assertThatThrownBy(() -> log.readAll()).hasMessageContaining("partition 2026-01-04 (WARM) at file:");
    }

    @Test
    void aMissingOrDamagedSidecarIsNamedAndMadeAgainByTheNextReader() throws IOException {
        migrateAllToWarm();
        Path sidecar = warmFile(3).resolveSibling(warmFile(3).getFileName() + ".sidecar");
        byte[] original = Files.readAllBytes(sidecar);
        Files.delete(sidecar);
        assertNamed("2026-01-04", "its sidecar is missing");
        assertNamed("2026-01-04", "its sidecar is missing");
        assertThat(log.readAll()).isEqualTo(written);
        assertThat(sidecar).hasBinaryContent(original);
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();

        byte[] damaged = original.clone();
        damaged[damaged.length - 1] ^= 1;
        Files.write(sidecar, damaged);
        assertNamed("2026-01-04", "its sidecar is damaged");
        assertThat(sidecar).hasBinaryContent(damaged);
    }

    @Test
    void aMissingSidecarInTheObjectStoreIsNamedThoughReadersDoWithoutIt() throws IOException {
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        CatalogFile file = log.logCatalog.view().files().get(2);
        assertThat(file.tier()).isEqualTo(Tier.COLD);
        cold.delete(cold.key(file.location()) + ".sidecar");
        assertThat(log.readAll()).isEqualTo(written);
        assertNamed(file.partition().name(), "its sidecar is missing");
        restore(file.partition().name());
        assertThat(log.readAll()).isEqualTo(written);
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
    }

    @Test
    void aSwappedPairIsNamed() throws IOException {
        migrateAllToWarm();
        Path aside = directory.resolve("aside");
        Files.move(warmFile(3), aside);
        Files.move(warmFile(4), warmFile(3));
        Files.move(aside, warmFile(4), StandardCopyOption.REPLACE_EXISTING);

        List<Finding> findings =
                log.verifier.verify(null, VerifyListener.SILENT).findings();
        assertThat(findings).extracting(Finding::partition).contains("2026-01-04", "2026-01-05");
        assertThatThrownBy(() -> log.readAll()).hasMessageContaining("partition 2026-01-04 (WARM) at file:");
    }

    private void assertNamed(String partition, String problem) {
        List<Finding> findings =
                log.verifier.verify(null, VerifyListener.SILENT).findings();
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).partition()).isEqualTo(partition);
        assertThat(findings.get(0).problem()).contains(problem);
    }

    private void restore(String partition) throws IOException {
        log.migrator.restore(List.of(Partition.parse(partition)), Duration.ofDays(7), MigrationListener.SILENT);
    }

    private void migrateAllToWarm() {
        log.logCatalog.setPolicy(Duration.ZERO, Duration.ofDays(9_999));
        log.migrator.migrate(MIXED, MigrationListener.SILENT, false);
        assertThat(tiers()).containsOnly("WARM");
    }

    private List<String> tiers() {
        return log.logCatalog.view().files().stream()
                .map(CatalogFile::tier)
                .map(Tier::name)
                .toList();
    }

    private long bytes() {
        return log.logCatalog.view().files().stream()
                .mapToLong(CatalogFile::bytes)
                .sum();
    }

    private Path warmFile(int index) {
        return Path.of(log.logCatalog.view().files().get(index).location());
    }

    private List<Path> warmFiles() throws IOException {
        try (var files = Files.list(directory.resolve("warm"))) {
            return files.toList();
        }
    }
}
