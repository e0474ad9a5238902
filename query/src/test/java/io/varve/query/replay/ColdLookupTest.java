package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadStatistics;
import io.varve.tiering.store.ColdReads;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.SealedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One aggregate in many cold partitions: round trips are counted, never timed. */
final class ColdLookupTest {

    private static final int DAYS = 20;
    private static final int PRESENT = 17;
    private static final AggregateId RARE = new AggregateId("rare");
    private static final AggregateId YOUNG = new AggregateId("young");
    private static final long CACHE_BYTES = 1 << 20;

    @TempDir
    private Path directory;

    private TestLog log;

    /** 20 days; the rare aggregate is in the first 17 of them, the young one only in the last two. */
    @BeforeEach
    void fill() throws IOException {
        log = new TestLog(directory.resolve("log"), 64);
        for (int day = 0; day < DAYS; day++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String subject = i == 11 && day < PRESENT ? RARE.value() : i == 12 && day >= 18 ? "young" : "a-" + i;
                events.add(Event.json("id-" + day + "-" + i, "/test", subject, "Counted", "{\"n\":" + i + "}"));
            }
            log.append(TestLog.day(day), events);
        }
        for (int day = 0; day < DAYS - 1; day++) {
            log.seal();
        }
        for (CatalogFile file : log.catalogFiles().subList(0, PRESENT)) {
            log.freeze(file);
        }
        log.releaseHot();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void takesTwoRoundTripsThenOneThenNone() throws IOException {
        ReadStatistics first = lookUp("first", new Waves(PRESENT, PRESENT), CACHE_BYTES);
        assertThat(first.files()).isEqualTo(PRESENT);
        assertThat(first.requests()).isEqualTo(2 * PRESENT);
        assertThat(first.cachedBytes()).isZero();
        assertThat(first.fetchedBytes()).isGreaterThan(first.bytes());

        ReadStatistics again = lookUp("first", new Waves(), CACHE_BYTES);
        assertThat(again.requests()).isZero();
        assertThat(again.fetchedBytes()).isZero();
        assertThat(again.cachedBytes()).isEqualTo(again.bytes()).isPositive();

        ReadStatistics withSidecarsAlone = lookUp("first", new Waves(PRESENT), 0);
        assertThat(withSidecarsAlone.requests()).isEqualTo(PRESENT);
        assertThat(withSidecarsAlone.fetchedBytes()).isEqualTo(withSidecarsAlone.bytes());
    }

    @Test
    void aDamagedCacheIsFetchedAgain() throws IOException {
        lookUp("damaged", new Waves(PRESENT, PRESENT), CACHE_BYTES);
        Path blocks = directory.resolve("damaged/cache/blocks");
        byte[] bytes = Files.readAllBytes(blocks);
        for (int at = 100; at < bytes.length; at += 4_096) {
            bytes[at] ^= 1;
        }
        Files.write(blocks, bytes);

        ReadStatistics again = lookUp("damaged", new Waves(PRESENT), CACHE_BYTES);
        assertThat(again.cachedBytes()).isZero();
        assertThat(lookUp("damaged", new Waves(), CACHE_BYTES).requests()).isZero();
    }

    @Test
    void aStoreThatStandsStillHoldsUpNobodyElse() throws Exception {
        CountDownLatch waiting = new CountDownLatch(4);
        CountDownLatch goOn = new CountDownLatch(1);
        List<CatalogFile> files = log.catalogFiles();
        CatalogFile warm = files.get(PRESENT);
        assertThat(warm.tier()).isEqualTo(Tier.WARM);
        Files.delete(Path.of(Path.of(warm.location()) + EventFileName.SIDECAR_SUFFIX));
        String lost = log.cold().key(files.get(0).location()) + EventFileName.SIDECAR_SUFFIX;
        log.cold().delete(lost);
        ObjectStore still = GatedStore.of(log.cold(), () -> {
            waiting.countDown();
            hold(goOn);
        });
        ExecutorService readers = Executors.newFixedThreadPool(6);
        try (SealedFiles sealed = files("still", still, CACHE_BYTES);
                Replayer replayer = new Replayer(sources(sealed), log.config(8 << 20, 2))) {
            List<Future<List<RecordedEvent>>> held = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                held.add(readers.submit(() -> read(replayer, ReplayRequest.all().withSubject(RARE))));
            }
            held.add(readers.submit(() -> read(replayer, ReplayRequest.all())));
            assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();

            Future<?> near = Executors.newSingleThreadExecutor(ColdLookupTest::daemon)
                    .submit(() -> {
                        for (int i = 0; i < 20; i++) {
                            assertThat(read(replayer, ReplayRequest.all().withSubject(YOUNG)))
                                    .isEqualTo(model(ReplayRequest.all().withSubject(YOUNG)));
                            ReplayRequest tail =
                                    ReplayRequest.all().withPositions(warm.firstPosition(), Long.MAX_VALUE);
                            assertThat(read(replayer, tail)).isEqualTo(model(tail));
                        }
                    });
            near.get(60, TimeUnit.SECONDS);
            assertThat(held).noneMatch(Future::isDone);

            goOn.countDown();
            for (Future<List<RecordedEvent>> each : held.subList(0, 5)) {
                assertThat(each.get(60, TimeUnit.SECONDS))
                        .isEqualTo(model(ReplayRequest.all().withSubject(RARE)));
            }
            assertThat(held.get(5).get(60, TimeUnit.SECONDS)).isEqualTo(log.model());
            assertThat(replayer.freeBudgetBytes()).isEqualTo(8 << 20);
        } finally {
            goOn.countDown();
            readers.shutdown();
        }
    }

    @Test
    void countsWhatIsDeliveredFromEachTier() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (SealedFiles sealed = files("counted", GatedStore.of(log.cold(), requests::incrementAndGet), 0);
                Replayer replayer = new Replayer(sources(sealed), log.config(8 << 20, 2));
                EventCursor cursor = replayer.replay(ReplayRequest.all())) {
            long events = 0;
            while (cursor.next()) {
                events++;
            }
            ReplayStatistics statistics = cursor.statistics();
            assertThat(statistics.events())
                    .isEqualTo(events)
                    .isEqualTo(log.model().size());
            assertThat(statistics.coldEvents()).isEqualTo(PRESENT * 40L);
            assertThat(statistics.warmEvents()).isEqualTo(2 * 40L);
            assertThat(statistics.hotEvents()).isEqualTo(40L);
            assertThat(statistics.reads().files()).isEqualTo(DAYS - 1);
            assertThat(statistics.reads().requests()).isEqualTo(requests.get());
        }
    }

    private ReadStatistics lookUp(String name, Waves waves, long cacheBytes) throws IOException {
        ReplayRequest request = ReplayRequest.all().withSubject(RARE);
        try (SealedFiles sealed = files(name, GatedStore.of(log.cold(), waves), cacheBytes);
                Replayer replayer = new Replayer(sources(sealed), log.config(64 << 20, 1));
                EventCursor cursor = replayer.replay(request)) {
            List<RecordedEvent> events = new ArrayList<>();
            while (cursor.next()) {
                events.add(cursor.event());
            }
            assertThat(events).hasSize(PRESENT).isEqualTo(model(request));
            assertThat(cursor.statistics().coldEvents()).isEqualTo(PRESENT);
            return cursor.statistics().reads();
        }
    }

    private List<RecordedEvent> model(ReplayRequest request) {
        return ModelReplay.answer(log.model(), request);
    }

    private SealedFiles files(String name, ObjectStore store, long cacheBytes) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        ColdReads reads = ColdReads.open(ColdReads.DEFAULT_REQUESTS, own.resolve("cache"), cacheBytes);
        return new SealedFiles(TestLog.NAME, store, own.resolve("sidecars"), 64, reads);
    }

    private LogSources sources(SealedFiles files) {
        LogSources all = log.sources();
        return new LogSources(all.log(), all.catalog(), all.hot(), all.index(), all.head(), files);
    }

    private static List<RecordedEvent> read(Replayer replayer, ReplayRequest request) {
        List<RecordedEvent> events = new ArrayList<>();
        try (EventCursor cursor = replayer.replay(request)) {
            while (cursor.next()) {
                events.add(cursor.event());
            }
        }
        return events;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private static void hold(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
