package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.Durability;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.cold.FaultyObjectStore.When;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.ObjectStoreException;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.protection.Protection;
import io.varve.tiering.protection.SegmentName;
import io.varve.tiering.recovery.BucketContents;
import io.varve.tiering.recovery.LogRecovery;
import io.varve.tiering.recovery.RecoveryException;
import io.varve.tiering.recovery.RecoveryListener;
import io.varve.tiering.recovery.RecoveryReport;
import io.varve.tiering.recovery.RecoveryTarget;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose hot events are shipped: what the bucket then holds, and what a recovery makes of it. */
class ProtectedLogTest {

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-01-01T12:00:00Z");
    private final FaultyObjectStore bucket = new FaultyObjectStore(new InMemoryObjectStore(clock));
    private int generation;
    private int recoveries;
    private TestLog log;
    private Protection protection;

    @BeforeEach
    void open() {
        log = new TestLog(
                directory.resolve("log" + generation), bucket, clock, Duration.ZERO, Durability.PROCESS, true);
        protection = new Protection(log.context.sources(), log.bucket, clock);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void shipsWhatIsNewAndAsksNobodyWhereNothingIs() throws IOException {
        append(3);
        protection.ship();
        append(2);
        assertThat(protection.protectedTo()).isEqualTo(3);
        assertThat(protection.unprotected()).isEqualTo(2);
        protection.ship();
        assertThat(segments()).extracting(SegmentName::firstPosition).containsExactly(0L, 3L);
        assertThat(protection.protectedTo()).isEqualTo(5);
        assertThat(protection.unprotected()).isZero();
        assertThat(protection.lastShipped()).contains(clock.instant());

        int calls = bucket.history().size();
        protection.ship();
        protection.shipRest();
        assertThat(bucket.history()).hasSize(calls);
    }

    @Test
    void whatCannotBeShippedIsShippedLater() throws IOException {
        append(3);
        bucket.failAll(Kind.UNREACHABLE);
        assertThatThrownBy(protection::ship).isInstanceOf(ObjectStoreException.class);
        protection.shipRest();
        assertThat(protection.unprotected()).isEqualTo(3);
        assertThat(protection.lastShipped()).isEmpty();
        bucket.heal();
        append(1);
        protection.ship();
        assertThat(protection.protectedTo()).isEqualTo(4);
        assertThat(recovered().endPosition()).isEqualTo(4);
    }

    @Test
    void aPutWhoseAnswerIsLostIsFoundAndNotMadeAgain() throws IOException {
        append(3);
        bucket.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE);
        assertThatThrownBy(protection::ship).isInstanceOf(ObjectStoreException.class);
        assertThat(protection.protectedTo()).isZero();
        reopen();
        append(1);
        protection.ship();
        assertThat(segments()).extracting(SegmentName::lastPosition).containsExactly(2L, 3L);
        assertThat(protection.protectedTo()).isEqualTo(4);
    }

    @Test
    void aSegmentThatIsGoneIsShippedAgain() throws IOException {
        append(3);
        protection.ship();
        bucket.delete(segmentObjects().get(0).key());
        reopen();
        protection.ship();
        assertThat(segments()).hasSize(1);
    }

    @Test
    void manySmallSegmentsBecomeOne() throws IOException {
        for (int i = 0; i < 200; i++) {
            append(1);
            protection.ship();
        }
        assertThat(segments()).hasSizeLessThanOrEqualTo(61);
        assertThat(protection.protectedTo()).isEqualTo(200);
        assertRecovers(200);
    }

    @Test
    void segmentsGoWhenFilesInTheBucketHoldTheirEvents() throws IOException {
        appendOnDays(6);
        protection.ship();
        assertThat(segments()).isNotEmpty();
        clock.advance(Duration.ofDays(33));
        bucket.failNext(Operation.PUT, When.BEFORE_EFFECT, Kind.OTHER);
        migrate();
        protection.ship();
        assertThat(protection.protectedTo())
                .as("by segments, where the copy failed")
                .isEqualTo(12);
        assertThat(segments()).as("the first file has no copy").hasSizeGreaterThanOrEqualTo(1);
        assertRecovers(12);

        migrate();
        protection.ship();
        assertThat(log.logCatalog.view().sealedTo()).isPositive();
        assertThat(segments())
                .allMatch(name -> name.lastPosition() >= log.logCatalog.view().sealedTo());
        assertThat(protection.protectedTo()).isEqualTo(12);
        assertRecovers(12);
    }

    @Test
    void aFileThatWasLocalOnlyIsSealedAnewFromSegments() throws IOException {
        appendOnDays(6);
        protection.ship();
        clock.advance(Duration.ofDays(33));
        bucket.failNext(Operation.PUT, When.BEFORE_EFFECT, Kind.OTHER);
        migrate();
        RecoveryReport report = recovered();
        assertThat(report.rebuiltFiles()).isEqualTo(1);
        assertThat(report.lostTo()).isNull();
        assertThat(report.sealedTo()).isEqualTo(log.logCatalog.view().sealedTo());
        assertRecovers(12);
    }

    @Test
    void aDamagedSegmentIsPassedOverWhereAnotherHoldsItsEvents() throws IOException {
        append(4);
        protection.ship();
        ObjectInfo first = segmentObjects().get(0);
        byte[] bytes = StoredBytes.read(bucket, first);
        bytes[bytes.length / 2] ^= 1;
        put(first.key().replace("_0000000000000000003_", "_0000000000000000003_z"), bytes);
        assertThat(segments()).hasSize(2);
        RecoveryReport report = recovered();
        assertThat(report.warnings()).singleElement().asString().contains("does not match its checksum");
        assertThat(report.endPosition()).isEqualTo(4);
        assertRecovers(4);
    }

    @Test
    void afterAHoleNothingIsKept() throws IOException {
        append(2);
        protection.ship();
        append(2);
        protection.ship();
        append(2);
        protection.ship();
        bucket.delete(segmentObjects().get(1).key());
        RecoveryReport report = recovered();
        assertThat(report.endPosition()).isEqualTo(2);
        assertThat(report.lostFrom()).isEqualTo(2);
        assertThat(report.lostTo()).isEqualTo(5);
        assertThat(report.warnings())
                .anyMatch(line ->
                        line.contains("positions 2 to 5 are lost") || line.contains("from position 2 to 5 are lost"));
    }

    @Test
    void whatComesFromAHistoryThatIsLostIsPutAside() throws IOException {
        append(2);
        protection.ship();
        append(2);
        protection.ship();
        append(2);
        protection.ship();
        bucket.delete(segmentObjects().get(1).key());
        switchTo(recoveredDirectory());
        append(1);
        protection.ship();
        assertThat(segments()).extracting(SegmentName::lastPosition).containsExactly(1L, 2L);
        assertThat(bucket.list(log.bucket.layout().setAsideKey(""))).hasSize(1);
        append(6);
        protection.ship();
        assertRecovers(9);
    }

    @Test
    void aLostObjectThatNoSegmentHoldsIsNamed() throws IOException {
        appendOnDays(6);
        clock.advance(Duration.ofDays(33));
        migrate();
        protection.ship();
        ObjectInfo file = bucket.list(log.bucket.layout().prefix()).stream()
                .filter(object -> object.key().endsWith(".parquet"))
                .findFirst()
                .orElseThrow();
        bucket.delete(file.key());
        assertThatThrownBy(this::recovered)
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining(file.key());
    }

    @Test
    void whereNoManifestIsLeftTheChainStillTellsTheFiles() throws IOException {
        appendOnDays(6);
        clock.advance(Duration.ofDays(33));
        migrate();
        protection.ship();
        deleteAll(key -> key.endsWith(".json"));
        RecoveryReport report = recovered();
        assertThat(report.manifest()).isNull();
        assertThat(report.endPosition()).isEqualTo(12);
        deleteAll(key -> key.contains("2026-01-02"));
        assertThatThrownBy(this::recovered)
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("lacks files for positions 2 to 3");
    }

    @Test
    void aDamagedSidecarIsMadeAgainFromItsFile() throws IOException {
        appendOnDays(6);
        clock.advance(Duration.ofDays(33));
        migrate();
        protection.ship();
        String key = bucket.list(log.bucket.layout().prefix()).stream()
                .map(ObjectInfo::key)
                .filter(name -> name.endsWith(".sidecar"))
                .findFirst()
                .orElseThrow();
        byte[] sha256 =
                java.util.Objects.requireNonNull(bucket.find(key).orElseThrow().sha256());
        bucket.delete(key);
        bucket.put(key, Files.writeString(directory.resolve("garbage"), "no sidecar"), sha256, "a");

        RecoveryReport report = recovered();

        assertThat(report.rebuiltSidecars()).isEqualTo(1);
        assertThat(report.endPosition()).isEqualTo(12);
        assertThat(report.warnings()).singleElement().asString().contains(key, "made again from its file");
    }

    @Test
    void sidecarsAreFetchedSeveralAtOnce() throws IOException {
        appendOnDays(6);
        clock.advance(Duration.ofDays(33));
        migrate();
        protection.ship();
        CountDownLatch meeting = new CountDownLatch(4);
        ObjectStore slow = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (any, method, arguments) -> {
                    if (method.getName().equals("download")) {
                        meeting.countDown();
                        assertThat(meeting.await(1, TimeUnit.MINUTES)).isTrue();
                    }
                    return method.invoke(bucket, arguments);
                });
        assertThat(recovered(slow).endPosition()).isEqualTo(12);
    }

    private void append(int events) {
        long head = log.appender.head();
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            batch.add(Event.json("e" + (head + i), "/s", "a" + (head + i) % 3, "T", "{\"n\":" + (head + i) + "}"));
        }
        log.append(batch);
    }

    private void appendOnDays(int days) {
        for (int day = 0; day < days; day++) {
            append(2);
            clock.advance(Duration.ofDays(1));
        }
    }

    private void migrate() {
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
    }

    private void reopen() {
        log.close();
        open();
    }

    private void switchTo(int newGeneration) {
        log.close();
        generation = newGeneration;
        open();
    }

    private RecoveryReport recovered() throws IOException {
        return recovered(bucket);
    }

    private RecoveryReport recovered(ObjectStore store) throws IOException {
        recoveries++;
        Path target = directory.resolve("log" + (100 + recoveries));
        Files.createDirectories(target);
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(target))) {
            BucketContents contents = BucketContents.list(store).get(0);
            return LogRecovery.plan(store, contents, Duration.ofDays(30), Duration.ofDays(90))
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

    private int recoveredDirectory() throws IOException {
        recovered();
        return 100 + recoveries;
    }

    private void assertRecovers(int events) throws IOException {
        List<RecordedEvent> written = log.readAll();
        assertThat(written).hasSize(events);
        int recovered = recoveredDirectory();
        try (TestLog again = new TestLog(
                directory.resolve("log" + recovered), bucket, clock, Duration.ZERO, Durability.PROCESS, true)) {
            assertThat(again.readAll()).isEqualTo(written);
            assertThat(again.verifier.verify(null, VerifyListener.SILENT).findings())
                    .isEmpty();
        }
    }

    private List<ObjectInfo> segmentObjects() throws IOException {
        return bucket.list(log.bucket.layout().segmentPrefix());
    }

    private List<SegmentName> segments() throws IOException {
        return segmentObjects().stream()
                .map(object -> SegmentName.ofKey(object.key()).orElseThrow())
                .toList();
    }

    private void deleteAll(Predicate<String> keys) throws IOException {
        for (ObjectInfo object : bucket.list("")) {
            if (keys.test(object.key())) {
                bucket.delete(object.key());
            }
        }
    }

    private void put(String key, byte[] bytes) throws IOException {
        StoredBytes.put(bucket, key, bytes, directory.resolve("puts"), "test");
    }
}
