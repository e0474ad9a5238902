package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.Durability;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.SampleEvents;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.protection.Protection;
import io.varve.tiering.recovery.BucketContents;
import io.varve.tiering.recovery.LogRecovery;
import io.varve.tiering.recovery.RecoveryListener;
import io.varve.tiering.recovery.RecoveryReport;
import io.varve.tiering.recovery.RecoveryTarget;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A protected log whose partitions go hot, warm and cold day by day, over parts that fail when they are told to. What
 * it must hold is told by a plain list.
 */
final class LivingLog implements AutoCloseable {

    final List<RecordedEvent> model = new ArrayList<>();
    private final Path directory;
    private final Random random;
    /** After the real clock, by which objects, files and commits are dated: the grace of 0 is over at once. */
    private final FakeClock clock = new FakeClock("2100-01-01T06:00:00Z");

    private final ObjectStore store;
    private final ObjectStore direct;
    private final TestLog log;
    private final Protection protection;
    private int recoveries;

    /**
     * A new log.
     *
     * @param directory its parent; other directories are made in it
     * @param store the bucket as the log sees it
     * @param direct the same bucket, where nothing fails
     * @param catalogs opens its catalog
     */
    LivingLog(
            Path directory,
            Random random,
            ObjectStore store,
            ObjectStore direct,
            Function<CatalogConfig, Catalog> catalogs) {
        this.directory = directory;
        this.random = random;
        this.store = store;
        this.direct = direct;
        this.log = new TestLog(home(), store, clock, Duration.ZERO, Durability.PROCESS, true, catalogs);
        this.protection = new Protection(log.context.sources(), log.bucket, clock);
        log.logCatalog.setPolicy(Duration.ofDays(1), Duration.ofDays(2));
    }

    /** The data directory. */
    Path home() {
        return directory.resolve("log");
    }

    /** Events of another day. */
    void passADay() throws IOException {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(SampleEvents.random(random, "e" + (model.size() + i)));
        }
        log.append(events);
        try (var hot = log.hot.read(model.size(), log.appender.head())) {
            while (hot.next()) {
                model.add(hot.event());
            }
        }
        clock.advance(Duration.ofDays(1));
    }

    /** Everything that asks the bucket, whatever it answers. No byte that is answered may be wrong. */
    void work() {
        attempt(protection::ship);
        attempt(this::migrate);
        attempt(this::restoreOne);
        attempt(() -> assertThat(log.readAll()).isEqualTo(model));
        attempt(() -> log.verifier.verify(null, VerifyListener.SILENT));
        attempt(log.migrator::sweepCold);
        attempt(protection::ship);
    }

    MigrationResult migrate() {
        return log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
    }

    private void restoreOne() throws IOException {
        List<Partition> cold = log.logCatalog.view().files().stream()
                .filter(file -> file.tier() == Tier.COLD)
                .map(CatalogFile::partition)
                .toList();
        if (!cold.isEmpty()) {
            Partition one = cold.get(random.nextInt(cold.size()));
            log.migrator.restore(List.of(one), Duration.ofHours(12), MigrationListener.SILENT);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Fails, if it does, in the way that the project has for it. */
    private static void attempt(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            if (!e.getClass().getName().startsWith("io.varve.")) {
                throw e;
            }
        }
    }

    List<RecordedEvent> readAll() throws IOException {
        return log.readAll();
    }

    /** Whatever failed: the catalog tiles the log, and what it names is there, byte for byte. */
    void requireNothingLost() throws IOException {
        long next = 0;
        for (CatalogFile file : log.logCatalog.view().files()) {
            assertThat(file.firstPosition()).isEqualTo(next);
            next = file.endPosition();
            String path = file.location().getPath();
            byte[] sha256 = EventFileName.parse(path.substring(path.lastIndexOf('/') + 1))
                    .sha256();
            try (ByteSource bytes = file.tier() == Tier.COLD
                    ? direct.byteSource(direct.key(file.location()), file.bytes())
                    : LocalByteSource.open(Path.of(file.location()))) {
                assertThat(WholeFile.sha256(bytes)).as("%s", file.location()).isEqualTo(sha256);
            }
        }
        assertThat(log.hot.firstPosition()).isLessThanOrEqualTo(next);
        assertThat(log.appender.head()).isEqualTo(model.size());
    }

    /** The fault is over: the next run does all that is due, and nothing is left of those before it. */
    void requireAllInOrder() throws IOException {
        protection.ship();
        assertThat(migrate().waiting()).isEmpty();
        log.migrator.sweepCold();
        protection.ship();
        // a bucket that said of what it holds that it does not, also when it was to delete it: the next start looks
        new Protection(log.context.sources(), log.bucket, clock).ship();
        assertThat(protection.protectedTo()).isEqualTo(model.size());
        assertThat(log.bucket.manifest().isBehind()).isFalse();
        assertThat(log.readAll()).isEqualTo(model);
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
        assertThat(keys()).as("objects").isEqualTo(named());
        assertThat(names(home().resolve("temporary"))).isEmpty();
        assertThat(names(home().resolve("warm"))).as("local files").isEqualTo(namedLocally());
    }

    private Set<String> keys() throws IOException {
        Set<String> keys = new TreeSet<>();
        int manifests = 0;
        for (ObjectInfo object : direct.list("")) {
            if (log.bucket.layout().manifestNumber(object.key()).isPresent()) {
                manifests++;
            } else {
                keys.add(object.key());
            }
        }
        assertThat(manifests).isBetween(1, 5);
        return keys;
    }

    private Set<String> named() {
        Set<String> keys = new TreeSet<>();
        log.bucket.notes().segments().forEach((name, shipped) -> {
            if (shipped) { // else it was tried, and looked for in vain
                keys.add(log.bucket.layout().segmentKey(name));
            }
        });
        for (CatalogFile file : log.logCatalog.view().files()) {
            String key = file.tier() == Tier.COLD
                    ? store.key(file.location())
                    : Objects.requireNonNull(log.bucket.notes().copies().get(name(file)), "copy of " + file);
            keys.add(key);
            keys.add(key + EventFileName.SIDECAR_SUFFIX);
        }
        return keys;
    }

    private Set<String> namedLocally() {
        Set<String> names = new TreeSet<>();
        for (CatalogFile file : log.logCatalog.view().files()) {
            if (file.tier() == Tier.WARM) {
                names.add(name(file));
                names.add(name(file) + EventFileName.SIDECAR_SUFFIX);
            }
        }
        return names;
    }

    private static String name(CatalogFile file) {
        String path = file.location().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> all = Files.list(directory)) {
                all.forEach(path -> names.add(path.getFileName().toString()));
            }
        }
        return names;
    }

    /** A recovery into a new directory, which then holds what the log holds. */
    RecoveryReport recover() throws IOException {
        Path target = Files.createDirectory(directory.resolve("recovered-" + recoveries++));
        RecoveryReport report;
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(target))) {
            BucketContents contents = BucketContents.list(store).get(0);
            report = LogRecovery.plan(store, contents, Duration.ofDays(1), Duration.ofDays(2))
                    .run(
                            new RecoveryTarget(
                                    catalog,
                                    target.resolve("hot"),
                                    target.resolve("warm"),
                                    target.resolve("sidecars"),
                                    target.resolve("temporary")),
                            RecoveryListener.SILENT);
        }
        try (TestLog again = new TestLog(target, direct, clock, Duration.ZERO)) {
            List<RecordedEvent> read = again.readAll();
            assertThat(read).isEqualTo(model.subList(0, (int) report.endPosition()));
        }
        return report;
    }

    @Override
    public void close() {
        log.close();
    }
}
