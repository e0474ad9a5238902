package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.SampleEvents;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectStoreException.Kind;
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

/** Single faults of bucket and clock whose outcome is worth a sentence. */
class MoveFaultsTest {

    private static final int DAYS = 6;
    private static final String TODAY = "2026-04-06T00:00:00Z";
    private static final String FAR_AHEAD = "2090-01-01T00:00:00Z";

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock(TODAY);
    private final FaultyObjectStore cold = new FaultyObjectStore(new InMemoryObjectStore(clock));
    private TestLog log;
    private List<RecordedEvent> written = List.of();

    /** Six days of events, all of them old enough to be cold today. */
    @BeforeEach
    void fill() throws IOException {
        log = new TestLog(directory, cold, clock, Duration.ZERO);
        Random random = new Random(7);
        for (int day = 0; day < DAYS; day++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                events.add(SampleEvents.random(random, "e" + day + "-" + i));
            }
            log.backfill(LocalDate.parse("2025-12-01").plusDays(day) + "T12:00:00Z", events);
        }
        written = log.readAll();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aServerThatAsksForFewerRequestsGetsFewer() {
        cold.failAll(Kind.SLOW_DOWN);
        assertThat(migrate(false).waiting()).hasSize(DAYS);
        assertThat(cold.history()).as("one for the moves, one for the sweep").hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aClockThatStandsStillMakesNoBusyLoop() {
        cold.failAll(Kind.UNREACHABLE);
        migrate(false);
        int calls = cold.history().size();
        for (int run = 0; run < 20; run++) {
            assertThat(migrate(false).waiting()).hasSize(DAYS).allMatch(waiting -> waiting.attempts() == 1);
        }
        assertThat(cold.history(Operation.PUT)).isEmpty();
        assertThat(cold.history()).as("the sweep asks once a run").hasSizeLessThanOrEqualTo(calls + 20);
    }

    @Test
    void theTimeOfANextTryThatAClockAheadMadeUpIsNotWaitedFor() {
        clock.set(FAR_AHEAD);
        cold.failAll(Kind.UNREACHABLE);
        assertThat(migrate(false).waiting()).hasSize(DAYS);
        cold.heal();
        clock.set(TODAY);

        MigrationResult result = migrate(false);

        assertThat(result.done()).hasSize(DAYS);
        assertThat(result.waiting()).isEmpty();
    }

    @Test
    void aSweepThatAClockAheadNotedIsDoneAgain() throws IOException {
        migrate(false);
        clock.set(FAR_AHEAD);
        migrate(false);
        clock.set(TODAY);
        String key = log.context.coldPrefix() + "2026-01-02/attempt-1/half.parquet";
        cold.put(key, Files.writeString(directory.resolve("half"), "half of a file"), new byte[32], "attempt-1");

        migrate(false);

        assertThat(cold.find(key)).isEmpty();
    }

    @Test
    void whatAClockAheadSaysWasReadIsReadAgain() {
        migrate(false);
        clock.set(FAR_AHEAD);
        log.verifier.verifySome(1, VerifyListener.SILENT);
        log.verifier.verifySome(1, VerifyListener.SILENT);
        clock.set(TODAY);
        long read = 0;
        for (int run = 0; run < DAYS; run++) {
            clock.advance(Duration.ofMinutes(1));
            read += log.verifier.verifySome(1, VerifyListener.SILENT).bytes();
        }
        assertThat(read)
                .as("each file once")
                .isEqualTo(log.logCatalog.view().files().stream()
                        .mapToLong(CatalogFile::bytes)
                        .sum());
    }

    @Test
    void aRestoreDoesWithoutADamagedSidecar() throws IOException {
        migrate(false);
        CatalogFile file = log.logCatalog.view().files().get(2);
        damage(cold.key(file.location()) + ".sidecar");

        restore(file.partition());

        assertThat(log.logCatalog.view().files().get(2).tier()).isEqualTo(Tier.WARM);
        assertThat(log.readAll()).isEqualTo(written);
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
    }

    @Test
    void aRestoreThatReadsBackAlteredIsNotTaken() throws IOException {
        migrate(false);
        CatalogFile file = log.logCatalog.view().files().get(2);
        cold.alterReads(key -> key.endsWith(".parquet"));
        assertThatThrownBy(() -> restore(file.partition())).hasMessageContaining("SHA-256");
        cold.heal();
        assertThat(log.logCatalog.view().files().get(2).tier()).isEqualTo(Tier.COLD);
        restore(file.partition());
        assertThat(log.readAll()).isEqualTo(written);
    }

    @Test
    void aListThatShowsWhatIsDeletedHoldsUpNoMove() throws IOException {
        cold.failNext(Operation.PUT, FaultyObjectStore.When.AFTER_EFFECT, Kind.OTHER);
        migrate(false);
        cold.lagLists();
        String key = cold.list(log.context.coldPrefix()).stream()
                .map(object -> object.key())
                .filter(name -> name.contains("2025-12-01"))
                .findFirst()
                .orElseThrow();
        cold.delete(key);

        assertThat(migrate(true).waiting()).isEmpty();

        assertThat(log.readAll()).isEqualTo(written);
        cold.heal();
        assertThat(log.verifier.verify(null, VerifyListener.SILENT).findings()).isEmpty();
    }

    private MigrationResult migrate(boolean evenIfBackingOff) {
        return log.migrator.migrate(clock.instant(), MigrationListener.SILENT, evenIfBackingOff);
    }

    private void restore(Partition partition) throws IOException {
        log.migrator.restore(List.of(partition), Duration.ofDays(7), MigrationListener.SILENT);
    }

    /** As a disk of the server might: what was kept with the object says otherwise. */
    private void damage(String key) throws IOException {
        byte[] sha256 =
                java.util.Objects.requireNonNull(cold.find(key).orElseThrow().sha256());
        Path garbage = Files.writeString(directory.resolve("garbage"), "no sidecar");
        cold.delete(key);
        cold.put(key, garbage, sha256, "attempt-1");
    }
}
