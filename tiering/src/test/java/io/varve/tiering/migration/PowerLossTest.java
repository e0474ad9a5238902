package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.Durability;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.disk.DurableImage;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.SampleEvents;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After each step of a partition's life the power may go, and all that was not synced with it. */
class PowerLossTest {

    private static final Duration HOT = Duration.ofDays(30);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-02-02T00:00:00Z");
    private final InMemoryObjectStore cold = new InMemoryObjectStore(clock);
    private int losses;

    private TestLog log;
    private DurableImage image;

    @BeforeEach
    void begin() throws IOException {
        open(Files.createDirectory(directory.resolve("data")));
    }

    @AfterEach
    void end() {
        log.close();
        image.close();
    }

    @Test
    void nothingIsLostAfterAnyStep() throws IOException {
        Random random = new Random(5);
        for (int day = 0; day < 4; day++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                events.add(SampleEvents.random(random, "e" + day + "-" + i));
            }
            log.backfill(LocalDate.parse("2026-01-01").plusDays(day) + "T12:00:00Z", events);
        }
        powerLoss();

        clock.set("2026-02-10T00:00:00Z");
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
        assertThat(tiers()).containsOnly(Tier.WARM);
        powerLoss();

        log.logCatalog.setPolicy(HOT, HOT);
        powerLoss();

        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
        assertThat(tiers()).containsOnly(Tier.COLD);
        powerLoss();

        log.migrator.restore(List.of(Partition.parse("2026-01-02")), Duration.ofDays(7), MigrationListener.SILENT);
        assertThat(tiers()).contains(Tier.WARM);
        powerLoss();
    }

    private List<Tier> tiers() {
        return log.logCatalog.view().files().stream().map(CatalogFile::tier).toList();
    }

    private void open(Path data) throws IOException {
        image = new DurableImage(data, directory.resolve("shadows-" + losses++));
        log = new TestLog(data, cold, clock, Duration.ofHours(1), Durability.DISK);
    }

    /** What is left opens again, is as the log was, and goes on. */
    private void powerLoss() throws IOException {
        List<RecordedEvent> written = log.readAll();
        List<CatalogFile> files = log.logCatalog.view().files();
        LogDefinition definition = log.logCatalog.definition();
        Path data = directory.resolve("data");
        Path left = directory.resolve("left");
        image.layDown(left);
        end();
        Files.move(data, directory.resolve("lost-" + losses));
        Files.move(left, data);
        open(data);
        assertThat(log.logCatalog.view().files()).isEqualTo(files);
        assertThat(log.logCatalog.definition()).isEqualTo(definition);
        assertThat(log.readAll()).isEqualTo(written);
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
        log.append(List.of(Event.json("after-" + losses, "/s", "a", "T", "1")));
    }
}
