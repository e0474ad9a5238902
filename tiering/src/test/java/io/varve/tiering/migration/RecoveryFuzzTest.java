package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.Durability;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.CatalogException;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.damage.Damage;
import io.varve.tiering.damage.Fuzz;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.protection.Protection;
import io.varve.tiering.recovery.BucketContents;
import io.varve.tiering.recovery.LogRecovery;
import io.varve.tiering.recovery.RecoveryException;
import io.varve.tiering.recovery.RecoveryListener;
import io.varve.tiering.recovery.RecoveryReport;
import io.varve.tiering.recovery.RecoveryTarget;
import io.varve.tiering.store.SealedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recovery from a bucket with damaged objects: it is refused, or what it brings back is the log up to some position.
 */
@Timeout(1_800)
class RecoveryFuzzTest {

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-01-01T12:00:00Z");
    private final Map<String, byte[]> objects = new TreeMap<>();
    private List<RecordedEvent> written = List.of();

    @BeforeEach
    void fill() throws IOException {
        InMemoryObjectStore store = new InMemoryObjectStore(clock);
        try (TestLog log = open(directory.resolve("log"), store)) {
            Protection protection = new Protection(log.context.sources(), log.bucket, clock);
            for (int day = 0; day < 5; day++) {
                append(log);
                protection.ship();
                clock.advance(Duration.ofDays(1));
            }
            clock.advance(Duration.ofDays(88));
            log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
            clock.advance(Duration.ofDays(1));
            log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
            append(log);
            append(log);
            protection.ship();
            written = log.readAll();
            for (ObjectInfo object : store.list("")) {
                objects.put(object.key(), StoredBytes.read(store, object));
            }
        }
    }

    @Test
    void aDamagedBucketGivesTheLogOrAPartThatItNamesOrIsRefused() {
        rounds(4);
    }

    @Test
    @Tag("soak")
    void aDamagedBucketGivesTheLogOrAPartThatItNamesOrIsRefusedInManyRounds() {
        rounds(2_000);
    }

    private void rounds(int rounds) {
        int[] recovered = new int[1];
        boolean enough = Fuzz.rounds("recoveries from damaged buckets", rounds, random -> {
            InMemoryObjectStore store = new InMemoryObjectStore(clock);
            boolean deleted = false;
            List<String> keys = new ArrayList<>(objects.keySet());
            List<String> hit = new ArrayList<>();
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                hit.add(keys.get(random.nextInt(keys.size())));
            }
            for (String key : keys) {
                if (!hit.contains(key)) {
                    put(store, key, Objects.requireNonNull(objects.get(key)));
                } else if (random.nextInt(5) > 0) {
                    put(store, key, damaged(random, key));
                } else {
                    deleted = true;
                }
            }
            recovered[0] += isRecovered(store, deleted) ? 1 : 0;
        });
        assertThat(enough && recovered[0] == 0).isFalse();
    }

    private byte[] damaged(Random random, String key) {
        List<byte[]> all = new ArrayList<>(objects.values());
        return random.nextInt(6) == 0
                ? all.get(random.nextInt(all.size()))
                : new Damage(random).of(objects.getOrDefault(key, new byte[0]));
    }

    private boolean isRecovered(InMemoryObjectStore store, boolean deleted) throws IOException {
        Path target = directory.resolve("recovered");
        Files.createDirectories(target);
        try {
            RecoveryReport report = recover(store, target);
            try (TestLog again = open(target, store)) {
                List<RecordedEvent> events = again.readAll();
                assertThat(events).isEqualTo(written.subList(0, events.size()));
                assertThat(events).hasSize((int) report.endPosition());
                if (events.size() < written.size() && !deleted) {
                    assertThat(report.warnings()).isNotEmpty();
                }
            }
            return true;
        } catch (RecoveryException | CatalogException | DamagedFileException | SealedFileException | IOException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } finally {
            delete(target);
        }
    }

    private static RecoveryReport recover(InMemoryObjectStore store, Path target) throws IOException {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(target))) {
            List<BucketContents> logs = BucketContents.list(store);
            return LogRecovery.plan(store, logs.get(0), Duration.ofDays(30), Duration.ofDays(90))
                    .run(
                            new RecoveryTarget(
                                    catalog,
                                    target.resolve("hot"),
                                    target.resolve("warm"),
                                    target.resolve("sidecars"),
                                    target.resolve("temporary")),
                            RecoveryListener.SILENT);
        }
    }

    private TestLog open(Path home, InMemoryObjectStore store) {
        return new TestLog(home, store, clock, Duration.ZERO, Durability.PROCESS, true);
    }

    private static void append(TestLog log) {
        long head = log.appender.head();
        List<Event> batch = new ArrayList<>();
        for (long i = head; i < head + 6; i++) {
            batch.add(Event.json("e" + i, "/s", "a" + i % 3, "T", "{\"n\":" + i + "}"));
        }
        log.append(batch);
    }

    private void put(InMemoryObjectStore store, String key, byte[] bytes) throws IOException {
        StoredBytes.put(store, key, bytes, directory.resolve("puts"), "test");
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
