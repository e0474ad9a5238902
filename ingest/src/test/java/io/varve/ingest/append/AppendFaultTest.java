package io.varve.ingest.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.disk.Disk.Access;
import io.varve.ingest.disk.FaultyDisk;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import io.varve.ingest.index.IndexFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever fails while events are stored: every caller is answered, nothing is acknowledged that is not there, the log
 * takes nothing more, and opened again it is whole and dense.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AppendFaultTest {

    /** The points on the way of an append into a new day. */
    private static final List<FaultPoint> POINTS = List.of(
            FaultPoint.APPEND_NUMBERED,
            FaultPoint.HOT_ROLL_STARTED,
            FaultPoint.HOT_ROLL_LAID,
            FaultPoint.HOT_BATCH_TORN,
            FaultPoint.HOT_BATCH_WRITTEN,
            FaultPoint.APPEND_INDEXED,
            FaultPoint.HOT_SYNCED,
            FaultPoint.APPEND_DURABLE);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-01-01T00:00:00Z");
    private LongSupplier freeBytes = () -> Long.MAX_VALUE;
    private int chunkEvents = 1_000;
    private int events;
    private HotLog hot;
    private EventIndex index;
    private EventAppender appender;

    @BeforeEach
    void open() {
        hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, 0));
        index = EventIndex.open(new EventIndexConfig(directory.resolve("index"), chunkEvents, 1 << 16));
        IndexCatchUp.run(hot, index);
        AppenderConfig config = new AppenderConfig(Durability.DISK, EventRules.defaults(), 1 << 20, 1);
        appender = new EventAppender(config, hot, index, clock, () -> freeBytes.getAsLong(), Long.MIN_VALUE);
    }

    @AfterEach
    void close() {
        FaultPoint.listen(null);
        appender.close();
        try {
            index.close();
        } catch (IndexFailedException e) {
            // it had failed before
        }
        hot.close();
    }

    private static Throwable problem(int number) {
        return switch (number % 4) {
            case 0 -> new OutOfMemoryError("Java heap space");
            case 1 -> new StackOverflowError();
            case 2 -> new AssertionError("cannot be");
            default -> new IllegalStateException("nobody foresaw this");
        };
    }

    @Test
    void whateverFailsAtAnyStepIsUnknownAndStopsTheLog() {
        for (int i = 0; i < POINTS.size(); i++) {
            requireStop(POINTS.get(i), problem(i));
        }
    }

    private void requireStop(FaultPoint point, Throwable problem) {
        append("a");
        clock.advance(Duration.ofDays(1));
        long head = appender.head();
        throwAt(point, problem);
        String id = "e" + events;

        assertThatThrownBy(() -> append("b"))
                .as("at %s", point)
                .isInstanceOf(AppendUnknownException.class)
                .hasStackTraceContaining(String.valueOf(problem.getMessage() == null ? problem : problem.getMessage()));
        FaultPoint.listen(null);
        requireRefuses();
        assertThat(appender.head())
                .as("at %s", point)
                .isBetween(head, point == FaultPoint.APPEND_DURABLE ? head + 1 : head);
        reopen();

        Appended again =
                appender.append(AppendRequest.of(List.of(event(id, "b")))).get(0);
        assertThat(again.position()).as("at %s", point).isEqualTo(head);
        requireWhole(head + 1);
    }

    @Test
    void everybodyWhoWaitsIsAnswered() throws InterruptedException {
        try (FaultyDisk disk = new FaultyDisk()) {
            append("a");
            disk.stall(this::isHot);
            List<CompletableFuture<List<Appended>>> answers = new ArrayList<>();
            answers.add(submit("b"));
            disk.awaitStalled();
            for (int i = 0; i < 50; i++) {
                answers.add(submit("c")); // they wait for the next sync, which is never made
            }
            int[] written = {0};
            FaultPoint.listen(point -> {
                if (point == FaultPoint.APPEND_INDEXED && ++written[0] == 20) {
                    throw new AssertionError("the twentieth");
                }
            });
            disk.heal();

            assertThat(answers.get(0).join()).hasSize(1);
            for (int i = 1; i <= 50; i++) {
                assertThatThrownBy(answers.get(i)::join)
                        .as("answer %d", i)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(i <= 20 ? AppendUnknownException.class : AppendRefusedException.class);
            }
            assertThat(appender.head()).isEqualTo(2);
            requireRefuses();
        }
        reopen();
        requireWhole(22);
    }

    @Test
    void whatFailsBeforeAnythingIsWrittenIsRefused() {
        append("a");
        freeBytes = () -> {
            throw new IllegalStateException("no such disk");
        };
        assertThatThrownBy(() -> append("b"))
                .isInstanceOf(AppendRefusedException.class)
                .hasMessageContaining("no such disk");
        freeBytes = () -> Long.MAX_VALUE;
        append("c");
        freeBytes = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        assertThatThrownBy(() -> append("d"))
                .isInstanceOf(AppendRefusedException.class)
                .hasMessageContaining("Java heap space");
        freeBytes = () -> Long.MAX_VALUE;
        requireRefuses();
        reopen();
        requireWhole(2);
    }

    @Test
    void aFailedSyncAcknowledgesNothing() {
        try (FaultyDisk disk = new FaultyDisk()) {
            append("a");
            failSyncs(disk);

            assertThatThrownBy(() -> append("b"))
                    .isInstanceOf(AppendUnknownException.class)
                    .hasMessageContaining("the sync failed");
            assertThat(appender.head()).isEqualTo(1);
            disk.heal(); // a second sync says nothing of what the first one dropped
            disk.takeHistory();
            requireRefuses();
            assertThatThrownBy(() -> appender.raiseFloor(Long.MAX_VALUE)).isInstanceOf(AppendRefusedException.class);
            assertThat(appender.head()).isEqualTo(1);
            assertThat(syncs(disk)).isZero();
        }
        reopen();
        requireWhole(2);
    }

    @Test
    void aFailedSyncAtARollAcknowledgesNothing() {
        try (FaultyDisk disk = new FaultyDisk()) {
            append("a");
            clock.advance(Duration.ofDays(1));
            throwAt(FaultPoint.HOT_ROLL_LAID, null);
            failSyncs(disk);

            assertThatThrownBy(() -> append("b")).isInstanceOf(AppendUnknownException.class);
            assertThat(appender.head()).isEqualTo(1);
        }
        reopen();
        assertThat(hot.nextPosition()).isBetween(1L, 2L);
        requireWhole(hot.nextPosition());
    }

    @Test
    void aSlowDiskDelaysAnswersAndLosesNone() throws InterruptedException {
        try (FaultyDisk disk = new FaultyDisk()) {
            disk.stall(this::isHot);
            List<CompletableFuture<List<Appended>>> answers = new ArrayList<>();
            answers.add(submit("a"));
            disk.awaitStalled();
            for (int i = 0; i < 100; i++) {
                answers.add(submit("b"));
            }
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            assertThat(appender.head()).isZero();
            disk.heal();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join().get(0).position()).isEqualTo(i);
            }
            assertThat(syncs(disk)).as("the waiting share a sync").isLessThan(10);
        }
    }

    @Test
    void anIndexThatCannotStoreAChunkStopsTheLog() {
        close();
        chunkEvents = 3;
        open();
        FaultPoint.listen(point -> {
            if (point == FaultPoint.INDEX_TABLES_WRITTEN) {
                throw new IllegalStateException("No space left on device");
            }
        });
        int[] taken = {0};
        assertThatThrownBy(() -> {
                    for (; taken[0] < 100; taken[0]++) {
                        append("a");
                    }
                })
                .isInstanceOf(AppendUnknownException.class)
                .hasMessageContaining("No space left on device");
        requireRefuses();
        assertThat(appender.head()).isEqualTo(taken[0]);
        reopen();
        assertThat(hot.nextPosition()).isBetween((long) taken[0], taken[0] + 1L);
        requireWhole(hot.nextPosition());
    }

    private static void throwAt(FaultPoint at, @Nullable Throwable problem) {
        FaultPoint.listen(point -> {
            if (point == at && problem instanceof Error error) {
                throw error;
            }
            if (point == at && problem instanceof RuntimeException exception) {
                throw exception;
            }
        });
    }

    private void requireRefuses() {
        assertThatThrownBy(() -> append("later"))
                .isInstanceOf(AppendRefusedException.class)
                .hasMessageStartingWith("appends stopped until the log is opened again, for ");
        events--;
        assertThat(appender.refusals()).extracting(AppendRefusal::reason).containsExactly(AppendRefusal.Reason.STOPPED);
    }

    private void reopen() {
        close();
        open();
    }

    /** Positions, versions and the index are dense up to the end, and the log goes on. */
    private void requireWhole(long end) {
        assertThat(hot.nextPosition()).isEqualTo(end);
        assertThat(index.indexedTo()).isLessThanOrEqualTo(end);
        Map<String, Long> versions = new HashMap<>();
        try (HotCursor cursor = hot.read(0, end)) {
            for (long position = 0; position < end; position++) {
                assertThat(cursor.next()).isTrue();
                Event event = cursor.event().event();
                long version = versions.merge(event.subject().value(), 0L, (old, zero) -> old + 1);
                assertThat(cursor.version()).isEqualTo(version);
                assertThat(index.lastVersion(event.subject())).isGreaterThanOrEqualTo(version);
            }
        }
        Appended next = append("z").get(0);
        assertThat(next.position()).isEqualTo(end);
        assertThat(appender.head()).isEqualTo(end + 1);
    }

    private List<Appended> append(String subject) {
        return appender.append(AppendRequest.of(List.of(event("e" + events++, subject))));
    }

    private CompletableFuture<List<Appended>> submit(String subject) {
        return appender.submit(AppendRequest.of(List.of(event("e" + events++, subject))));
    }

    private static Event event(String id, String subject) {
        return Event.json(id, "/s", subject, "T", "{\"n\": 1}");
    }

    private boolean isHot(Path path) {
        return path.startsWith(directory.resolve("hot"));
    }

    private void failSyncs(FaultyDisk disk) {
        disk.fail(FaultyDisk.ILL, 0, Integer.MAX_VALUE, Set.of(Access.SYNC), this::isHot);
    }

    private long syncs(FaultyDisk disk) {
        return disk.takeHistory().stream()
                .filter(use -> use.access() == Access.SYNC && isHot(use.path()))
                .count();
    }
}
