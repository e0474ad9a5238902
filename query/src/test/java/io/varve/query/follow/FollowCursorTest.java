package io.varve.query.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.append.MovingHead;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.follow.FollowCursor.Step;
import io.varve.query.replay.ReplayException;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import io.varve.query.replay.TimeBasis;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FollowCursorTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private TestLog log;
    private Replayer replayer;
    private MovingHead head;
    private final AtomicBoolean givenUp = new AtomicBoolean();

    @BeforeEach
    void open() throws IOException {
        log = new TestLog(directory, 20);
        replayer = new Replayer(log.sources(), log.config(32 << 20, 2));
        head = new MovingHead(0);
    }

    @AfterEach
    void close() {
        replayer.close();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void deliversEachEventOnceWhileEventsComeAndMove(long seed) throws Exception {
        Random random = new Random(seed);
        SampleEvents.threeTiers(log, random);
        String type = log.model().get(5).event().type();
        AggregateId subject = log.model().get(7).event().subject();
        List<Followed> readers = List.of(
                new Followed(ReplayRequest.all(), event -> true),
                new Followed(
                        ReplayRequest.all().withTypes(Set.of(type)),
                        event -> event.event().type().equals(type)),
                new Followed(
                        ReplayRequest.all().withSubject(subject),
                        event -> event.event().subject().equals(subject)),
                new Followed(ReplayRequest.all().withPositions(300, Long.MAX_VALUE), event -> event.position() >= 300));
        for (int day = 10; day < 22; day++) {
            SampleEvents.appendDay(log, day, 1 + random.nextInt(60), random);
            // what is written and not yet durable must stay unseen
            head.moveTo(log.model().size() - random.nextInt(20));
            if (random.nextInt(3) > 0) {
                log.seal();
            }
            if (random.nextBoolean()) {
                log.releaseHot();
            }
            if (random.nextInt(3) > 0) {
                freezeOldest();
            }
            for (Followed reader : readers) {
                reader.read(random.nextInt(120));
            }
        }
        head.moveTo(log.model().size());
        for (Followed reader : readers) {
            reader.read(Integer.MAX_VALUE);
            assertThat(reader.events)
                    .as("seed %s, %s", seed, reader.request)
                    .isEqualTo(log.model().stream().filter(reader.wanted).toList());
            reader.cursor.close();
        }
        assertThat(replayer.freeBudgetBytes()).isEqualTo(32 << 20);
    }

    @Test
    void isWokenByWhatIsAppended() throws Exception {
        try (FollowCursor cursor = follow(ReplayRequest.all())) {
            assertThat(cursor.next(Duration.ZERO)).isEqualTo(Step.PAUSE);
            FutureTask<Step> step = elsewhere(() -> cursor.next(LONG));
            SampleEvents.appendDay(log, 0, 1, new Random(1));
            head.moveTo(1);
            assertThat(step.get(60, TimeUnit.SECONDS)).isEqualTo(Step.EVENT);
            assertThat(cursor.event()).isEqualTo(log.model().get(0));
        }
    }

    @Test
    void isGivenUpFromAnotherThread() throws Exception {
        try (FollowCursor cursor = follow(ReplayRequest.all())) {
            FutureTask<Step> step = elsewhere(() -> cursor.next(LONG));
            givenUp.set(true);
            head.wake();
            assertThat(step.get(60, TimeUnit.SECONDS)).isEqualTo(Step.END);
            SampleEvents.appendDay(log, 0, 1, new Random(1));
            head.moveTo(1);
            assertThat(cursor.next(LONG)).isEqualTo(Step.END);
        }
    }

    @Test
    void endsWhereItsPositionsEnd() throws Exception {
        SampleEvents.appendDay(log, 0, 10, new Random(1));
        head.moveTo(5);
        try (FollowCursor cursor = follow(ReplayRequest.all().withPositions(3, 7))) {
            assertThat(positions(cursor)).containsExactly(3L, 4L);
            head.moveTo(10);
            assertThat(positions(cursor)).containsExactly(5L, 6L);
            assertThat(cursor.next(LONG)).isEqualTo(Step.END);
        }
        try (FollowCursor future = follow(ReplayRequest.all().withPositions(12, Long.MAX_VALUE))) {
            assertThat(positions(future)).isEmpty();
            SampleEvents.appendDay(log, 1, 5, new Random(1));
            head.moveTo(15);
            assertThat(positions(future)).containsExactly(12L, 13L, 14L);
        }
    }

    @Test
    void endsOnceTheLogHasPassedItsLogTimes() throws Exception {
        SampleEvents.appendDay(log, 0, 10, new Random(1));
        head.moveTo(10);
        ReplayRequest untilDay2 = ReplayRequest.all().withTimes(TimeBasis.RECORDED, Long.MIN_VALUE, TestLog.day(2));
        try (FollowCursor cursor = follow(untilDay2)) {
            assertThat(positions(cursor)).hasSize(10);
            SampleEvents.appendDay(log, 1, 10, new Random(1));
            SampleEvents.appendDay(log, 2, 10, new Random(1));
            head.moveTo(15);
            assertThat(positions(cursor)).hasSize(5);
            head.moveTo(30);
            assertThat(positions(cursor)).containsExactly(15L, 16L, 17L, 18L, 19L);
            assertThat(cursor.next(LONG)).isEqualTo(Step.END);
        }
    }

    @Test
    void losesItsLeaseInHistoryButNotWhileItWaits() throws Exception {
        SampleEvents.appendDay(log, 0, 10, new Random(1));
        head.moveTo(10);
        try (FollowCursor cursor = follow(ReplayRequest.all())) {
            assertThat(positions(cursor)).hasSize(10);
            log.pass(TestLog.LEASE);
            assertThat(replayer.endIdle()).as("it holds nothing").isZero();
            SampleEvents.appendDay(log, 1, 10, new Random(1));
            head.moveTo(20);
            assertThat(cursor.next(Duration.ZERO)).isEqualTo(Step.EVENT);
            log.pass(TestLog.LEASE);
            assertThat(replayer.endIdle()).isEqualTo(1);
            ReplayException idle = catchThrowableOfType(ReplayException.class, () -> cursor.next(Duration.ZERO));
            assertThat(idle.resumeFrom()).isEqualTo(11);
            assertThat(cursor.next(LONG)).isEqualTo(Step.END);
        }
    }

    @Test
    void refusesTheOrderOfAggregates() {
        ReplayRequest byAggregate = ReplayRequest.all().withOrder(ReplayOrder.AGGREGATE);
        assertThatThrownBy(() -> follow(byAggregate)).hasMessageContaining("in log order");
    }

    private FollowCursor follow(ReplayRequest request) {
        return new FollowCursor(replayer, head, log.hot(), request, givenUp::get);
    }

    private void freezeOldest() throws IOException {
        for (var file : log.catalogFiles()) {
            if (file.tier() == Tier.WARM) {
                log.freeze(file);
                log.remove(file);
                return;
            }
        }
    }

    /** What it delivers until there is no more for now. */
    private static List<Long> positions(FollowCursor cursor) throws InterruptedException {
        List<Long> positions = new ArrayList<>();
        while (cursor.next(Duration.ZERO) == Step.EVENT) {
            positions.add(cursor.event().position());
        }
        return positions;
    }

    /** Runs the work in another thread; on return that thread waits. */
    private static <T> FutureTask<T> elsewhere(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "following");
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return task;
    }

    /** A reader, and what it has read. */
    private final class Followed {

        final ReplayRequest request;
        final Predicate<RecordedEvent> wanted;
        final FollowCursor cursor;
        final List<RecordedEvent> events = new ArrayList<>();

        Followed(ReplayRequest request, Predicate<RecordedEvent> wanted) {
            this.request = request;
            this.wanted = wanted;
            this.cursor = follow(request);
        }

        /** Reads so many events, or until all that is durable was looked through. */
        void read(int most) throws InterruptedException {
            int pauses = 0;
            for (int left = most; left > 0 && pauses < 2; left--) {
                if (cursor.next(Duration.ZERO) == Step.PAUSE) {
                    pauses++;
                    continue;
                }
                pauses = 0;
                assertThat(cursor.event().position()).isLessThan(head.position());
                events.add(cursor.event());
                assertThat(cursor.position()).isEqualTo(cursor.event().position() + 1);
            }
        }
    }
}
