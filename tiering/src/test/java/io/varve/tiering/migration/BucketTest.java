package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.Durability;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.SampleEvents;
import io.varve.tiering.bucket.CatalogManifest;
import io.varve.tiering.bucket.ManifestForm;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.cold.FaultyObjectStore.When;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bucket holds beside the files of cold partitions: manifests, and second copies of warm files. */
class BucketTest {

    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");
    private static final int DAYS = 8;
    private static final Partition RESTORED = Partition.parse("2026-01-02");

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-04-06T00:00:00Z");
    private final FaultyObjectStore cold = new FaultyObjectStore(new InMemoryObjectStore(clock));
    private TestLog log;

    @BeforeEach
    void fill() {
        log = new TestLog(directory, cold, clock, Duration.ZERO);
        Random random = new Random(7);
        for (int day = 0; day < DAYS; day++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                events.add(SampleEvents.random(random, "e" + day + "-" + i));
            }
            log.backfill(FIRST_DAY.plusDays(day) + "T12:00:00Z", events);
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aLogWithoutColdFilesNeverAsksTheStore() {
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(9_999));
        migrate();
        assertThat(log.logCatalog.view().files()).isNotEmpty();
        assertThat(log.bucket.manifest().isBehind()).isFalse();
        assertThat(cold.history()).isEmpty();
    }

    @Test
    void theManifestSaysWhatTheCatalogSays() throws IOException {
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(93));
        migrate();
        CatalogManifest manifest = newestManifest();
        assertThat(manifest.definition()).isEqualTo(log.logCatalog.definition());
        assertThat(manifest.view()).isEqualTo(log.logCatalog.view().number());
        assertThat(manifest.sealedTo()).isEqualTo(log.logCatalog.view().sealedTo());
        List<CatalogFile> files = log.logCatalog.view().files();
        assertThat(manifest.files()).hasSameSizeAs(files);
        for (int i = 0; i < files.size(); i++) {
            CatalogManifest.Entry entry = manifest.files().get(i);
            assertThat(files.get(i).location().getPath()).endsWith("/" + entry.name());
            assertThat(entry.key())
                    .isEqualTo(
                            files.get(i).tier() == Tier.COLD
                                    ? cold.key(files.get(i).location())
                                    : null);
        }
        assertThat(manifest.files()).anyMatch(entry -> entry.key() == null);

        log.migrator.restore(List.of(RESTORED), Duration.ofDays(7), MigrationListener.SILENT);
        assertThat(newestManifest().holds()).containsKey(RESTORED.name());
        assertThat(log.bucket.manifest().isBehind()).isFalse();
    }

    @Test
    void theNewestFiveStay() throws IOException {
        migrate();
        for (int i = 1; i < 9; i++) {
            log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(90 + i));
            migrate();
        }
        assertThat(manifests()).hasSize(5);
        assertThat(newestManifest().definition().warm()).isEqualTo(Duration.ofDays(98));
    }

    @Test
    void oneThatCouldNotBeDeletedGoesWithTheNextSweep() throws IOException {
        migrate();
        for (int i = 1; i < 6; i++) {
            log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(90 + i));
            assertThat(manifests()).hasSizeLessThan(6);
            if (manifests().size() == 5) {
                cold.failNext(Operation.DELETE, When.BEFORE_EFFECT, Kind.UNREACHABLE);
            }
            migrate();
        }
        assertThat(manifests()).hasSize(6);
        log.migrator.sweepCold();
        assertThat(manifests()).hasSize(5);
        assertThat(newestManifest().definition().warm()).isEqualTo(Duration.ofDays(95));
    }

    @Test
    void aPutThatFailsFailsNoMoveAndTheNextRunMakesUpForIt() throws IOException {
        migrate();
        long before = newestManifest().view();
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(91));
        cold.failNext(Operation.PUT, When.BEFORE_EFFECT, Kind.UNREACHABLE);
        assertThat(migrate().waiting()).isEmpty();
        assertThat(log.bucket.manifest().isBehind()).isTrue();
        assertThat(newestManifest().view()).isEqualTo(before);
        log.close();
        log = new TestLog(directory, cold, clock, Duration.ZERO);
        assertThat(log.bucket.manifest().isBehind()).as("after a restart").isTrue();

        migrate();
        assertThat(log.bucket.manifest().isBehind()).isFalse();
        assertThat(newestManifest().view()).isEqualTo(log.logCatalog.view().number());
        int calls = cold.history().size();
        migrate();
        assertThat(cold.history()).as("nothing has changed").hasSize(calls);
    }

    @Test
    void aPutWhoseAnswerIsLostIsFound() throws IOException {
        migrate();
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(91));
        cold.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE);
        migrate();
        assertThat(log.bucket.manifest().isBehind()).isTrue();
        int there = manifests().size();
        int puts = cold.history(Operation.PUT).size();

        migrate();
        assertThat(log.bucket.manifest().isBehind()).isFalse();
        assertThat(manifests()).hasSize(there);
        assertThat(cold.history(Operation.PUT)).hasSize(puts);
    }

    @Test
    void theObjectsOfARestoredPartitionStayAndAreTakenAgain() throws IOException {
        migrate();
        String original = key(1);
        log.migrator.restore(List.of(RESTORED), Duration.ofDays(7), MigrationListener.SILENT);
        clock.advance(Duration.ofDays(6));
        log.migrator.sweepCold();
        assertThat(cold.find(original)).isPresent();
        assertThat(cold.find(original + ".sidecar")).isPresent();

        clock.advance(Duration.ofDays(2));
        migrate();
        assertThat(key(1)).isEqualTo(original);
        assertThat(cold.history(Operation.PUT).stream()
                        .filter(call -> call.subject().contains(RESTORED + "/")))
                .as("found, compared and not made again")
                .hasSize(2);
    }

    @Test
    void leftoversOfAFileThatLiesColdElsewhereAreSwept() throws IOException {
        cold.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE);
        migrate();
        List<ObjectInfo> left = cold.list(log.bucket.layout().prefix());
        assertThat(left).hasSize(1);
        // its bytes are not those of the warm file any more, so it is not taken
        String key = left.get(0).key();
        cold.alterReads(key::equals);
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
        cold.heal();
        assertThat(log.logCatalog.view().files().get(0).tier()).isEqualTo(Tier.COLD);
        assertThat(cold.find(key)).isPresent();

        clock.advance(Duration.ofDays(1));
        migrate();
        assertThat(cold.find(key)).isEmpty();
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
    }

    @Test
    void whatACatalogOfToMorrowHadUploadedIsNotSwept() throws IOException {
        migrate();
        String name = "2026-04-05_0000000000000000080_0000000000000000089_a_" + "0f".repeat(32) + ".parquet";
        String key = log.bucket.layout().fileKey(Partition.parse("2026-04-05"), "a", name);
        StoredBytes.put(cold, key, new byte[] {1}, directory.resolve("puts"), "a");
        StoredBytes.put(cold, key + ".sidecar", new byte[] {1}, directory.resolve("puts"), "a");
        clock.advance(Duration.ofDays(1));
        assertThat(log.migrator.sweepCold()).isZero();
        assertThat(cold.find(key)).isPresent();
    }

    @Test
    void anUploadThatBrokeOffBeforeItsSidecarIsCompleted() throws IOException {
        cold.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE);
        migrate();
        String key = cold.list(log.bucket.layout().prefix()).get(0).key();
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
        assertThat(key(0)).isEqualTo(key);
    }

    @Test
    void aProtectedLogsWarmFilesHaveCopies() throws IOException {
        log.close();
        log = new TestLog(directory, cold, clock, Duration.ZERO, Durability.PROCESS, true);
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(9_999));
        cold.failNext(Operation.PUT, When.BEFORE_EFFECT, Kind.OTHER);
        migrate();
        assertThat(log.bucket.notes().copies()).as("all but the first").hasSize(DAYS - 1);
        migrate();
        assertThat(log.bucket.notes().copies()).hasSize(DAYS);
        assertThat(newestManifest().files()).noneMatch(entry -> entry.key() == null);
        log.migrator.sweepCold();
        int puts = dataPuts();

        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(30));
        migrate();
        assertThat(log.logCatalog.view().files()).allMatch(file -> file.tier() == Tier.COLD);
        assertThat(dataPuts()).isEqualTo(puts);
        assertThat(log.bucket.notes().copies()).isEmpty();
    }

    @Test
    void ofSeveralCopiesOfAWarmFileTheNotedOneStays() throws IOException {
        log.close();
        log = new TestLog(directory, cold, clock, Duration.ZERO, Durability.PROCESS, true);
        log.logCatalog.setPolicy(Duration.ofDays(30), Duration.ofDays(9_999));
        migrate();
        Map.Entry<String, String> noted =
                log.bucket.notes().copies().entrySet().iterator().next();
        String key = noted.getValue();
        String second = key.replaceFirst("/[^/]+/(?=[^/]+$)", "/another-attempt/");
        byte[] bytes = Files.readAllBytes(directory.resolve("warm").resolve(noted.getKey()));
        StoredBytes.put(cold, second, bytes, directory.resolve("puts"), "a");
        StoredBytes.put(cold, second + ".sidecar", bytes, directory.resolve("puts"), "a");
        clock.advance(Duration.ofDays(1));

        cold.delete(key + ".sidecar");
        assertThat(log.migrator.sweepCold()).as("the noted one is not whole").isZero();
        StoredBytes.put(cold, key + ".sidecar", bytes, directory.resolve("puts"), "a");
        assertThat(log.migrator.sweepCold()).isEqualTo(2);
        assertThat(cold.find(second)).isEmpty();
        assertThat(cold.find(second + ".sidecar")).isEmpty();
        assertThat(cold.find(key)).isPresent();
    }

    private String key(int file) {
        return cold.key(log.logCatalog.view().files().get(file).location());
    }

    private MigrationResult migrate() {
        Instant now = clock.instant();
        return log.migrator.migrate(now, MigrationListener.SILENT, false);
    }

    private int dataPuts() {
        return (int) cold.history(Operation.PUT).stream()
                .filter(call -> log.bucket.layout().isOfPartition(call.subject()))
                .count();
    }

    private List<ObjectInfo> manifests() throws IOException {
        return cold.list(log.bucket.layout().manifestPrefix());
    }

    private CatalogManifest newestManifest() throws IOException {
        List<ObjectInfo> all = manifests();
        ObjectInfo newest = all.get(all.size() - 1);
        return ManifestForm.decode(newest.key(), StoredBytes.read(cold, newest));
    }
}
