package io.varve.ingest.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.event.SampleEvents;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.hot.HotLogException;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import io.varve.ingest.index.IndexDamagedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventAppenderTest {

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock("2026-01-01T00:00:00Z");
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);
    private int others;
    private HotLog hot;
    private EventIndex index;
    private EventAppender appender;

    @BeforeEach
    void open() {
        hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, 0));
        index = EventIndex.open(EventIndexConfig.defaults(directory.resolve("index")));
        IndexCatchUp.run(hot, index);
        AppenderConfig config = new AppenderConfig(Durability.DISK, EventRules.defaults(), 1 << 20, 1_000);
        appender = new EventAppender(config, hot, index, clock, freeBytes::get, Long.MIN_VALUE);
    }

    @AfterEach
    void close() {
        appender.close();
        index.close();
        hot.close();
    }

    @Test
    void numbersEventsDenselyInLogAndAggregate() {
        List<Appended> first = append(event("1", "a"), event("2", "b"), event("3", "a"));
        List<Appended> second = append(event("4", "a"));

        assertThat(first).extracting(Appended::position).containsExactly(0L, 1L, 2L);
        assertThat(first).extracting(Appended::version).containsExactly(0L, 0L, 1L);
        assertThat(second).extracting(Appended::version).containsExactly(2L);
        assertThat(appender.head()).isEqualTo(4);
    }

    @Test
    void anEventThatComesAgainGetsItsFirstAnswer() {
        Appended first = append(event("1", "a")).get(0);
        clock.advance(Duration.ofHours(1));

        List<Appended> again = append(event("2", "a"), event("1", "a"));

        assertThat(again.get(1))
                .isEqualTo(new Appended(first.position(), first.version(), first.recordedAtMicros(), true));
        assertThat(again.get(0).position()).isEqualTo(1);
        assertThat(appender.head()).isEqualTo(2);
    }

    @Test
    void anEventTwiceInOneRequestIsOneEvent() {
        List<Appended> answers = append(event("1", "a"), event("1", "a"), event("2", "a"));

        assertThat(answers).extracting(Appended::position).containsExactly(0L, 0L, 1L);
        assertThat(answers).extracting(Appended::duplicate).containsExactly(false, true, false);
    }

    @Test
    void anIdWithOtherContentIsAConflictAndNothingIsAppended() {
        append(event("1", "a"));

        assertThatThrownBy(() -> append(event("2", "a"), Event.json("1", "/s", "a", "T", "{\"n\": 2}")))
                .isInstanceOf(IdConflictException.class)
                .hasMessage("id '1' of source '/s' was used before, at position 0 on 2026-01-01T00:00:00Z, for an"
                        + " event with other content");
        assertThat(appender.head()).isEqualTo(1);
    }

    @Test
    void progressIsStoredWithItsEventsAndFoundAgain() {
        appender.append(AppendRequest.of(List.of(event("1", "a"))), new SourceProgress("s", bytes("one")));
        appender.append(AppendRequest.of(List.of(event("1", "a"))), new SourceProgress("s", bytes("again")));
        assertThat(appender.progress("s")).as("nothing new, nothing stored").isEqualTo(bytes("one"));
        appender.append(AppendRequest.of(List.of(event("2", "a"))), new SourceProgress("s", bytes("two")));
        append(event("3", "a"));
        close();
        open();

        assertThat(appender.progress("s")).isEqualTo(bytes("two"));
        assertThat(appender.progress("other")).isNull();
    }

    @Test
    void whatIsKnownIsToldOnceItIsDurable() {
        Appended first = append(event("1", "a")).get(0);

        assertThat(appender.known("/s", "1"))
                .isEqualTo(new Appended(first.position(), first.version(), first.recordedAtMicros(), true));
        assertThat(appender.known("/s", "2")).isNull();
        assertThat(appender.lastVersion(new AggregateId("a"))).isZero();
        assertThat(appender.lastVersion(new AggregateId("b"))).isEqualTo(-1);
    }

    @Test
    void theSameIdOfAnotherSourceIsAnotherEvent() {
        append(event("1", "a"));

        assertThat(append(Event.json("1", "/other", "a", "T", "1")).get(0).duplicate())
                .isFalse();
    }

    @Test
    void anExpectedVersionMustBeTheActualOne() {
        append(event("1", "a"), event("2", "a"));

        assertThatThrownBy(() -> append(ExpectedVersion.exactly(0), event("3", "a")))
                .isInstanceOf(VersionConflictException.class)
                .hasMessage("aggregate 'a' is at version 1, expected 0");
        assertThatThrownBy(() -> append(ExpectedVersion.none(), event("3", "a")))
                .hasMessage("aggregate 'a' is at version 1, expected none");
        assertThatThrownBy(() -> append(ExpectedVersion.exactly(0), event("3", "new")))
                .hasMessage("aggregate 'new' is at version none, expected 0");
        assertThat(append(ExpectedVersion.exactly(1), event("3", "a"))).hasSize(1);
        assertThat(append(ExpectedVersion.none(), event("4", "new"))).hasSize(1);
    }

    @Test
    void aRetryIsAnsweredBeforeItsVersionIsChecked() {
        Appended first = append(ExpectedVersion.none(), event("1", "a")).get(0);

        Appended again = append(ExpectedVersion.none(), event("1", "a")).get(0);

        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.duplicate()).isTrue();
    }

    @Test
    void logTimeNeverGoesBack() {
        append(event("1", "a"));
        clock.set("2025-12-31T00:00:00Z");
        Appended second = append(event("2", "a")).get(0);
        appender.raiseFloor(micros("2026-02-01T00:00:00Z"));
        Appended third = append(event("3", "a")).get(0);

        assertThat(second.recordedAtMicros()).isEqualTo(micros("2026-01-01T00:00:00Z"));
        assertThat(third.recordedAtMicros()).isEqualTo(micros("2026-02-01T00:00:00Z"));
    }

    @Test
    void whatBreaksTheRulesIsRefusedWhole() {
        assertThatThrownBy(() -> append(event("1", "a"), event("", "a"))).isInstanceOf(InvalidEventException.class);
        assertThat(appender.head()).isZero();
    }

    @Test
    void leavesTheReserveOfTheDiskToTheMoves() {
        freeBytes.set(999);

        assertThatThrownBy(() -> append(event("1", "a")))
                .isInstanceOf(AppendRefusedException.class)
                .hasMessage(
                        "only 999 bytes are free on the disk of the hot tier; 1000 are reserved for moving events away");
        assertThat(appender.refusals())
                .containsExactly(
                        new AppendRefusal(
                                AppendRefusal.Reason.DISK_RESERVE,
                                "only 999 bytes are free on the disk of the hot tier; 1000 are reserved for moving events away"));
        freeBytes.set(1_000);
        assertThat(refused()).isEmpty();
        assertThat(append(event("1", "a"))).hasSize(1);
    }

    @Test
    void allThatStandsInTheWayOfAppendsIsTold() {
        freeBytes.set(0);
        try (BackfillSession session = appender.backfill("file")) {
            assertThat(session.progress()).isNull();
            assertThat(refused()).containsExactly(AppendRefusal.Reason.LOAD, AppendRefusal.Reason.DISK_RESERVE);
        }
        assertThat(refused()).containsExactly(AppendRefusal.Reason.DISK_RESERVE);
        freeBytes.set(1_000);
        appender.close();
        assertThat(refused()).containsExactly(AppendRefusal.Reason.STOPPED);
    }

    private List<AppendRefusal.Reason> refused() {
        return appender.refusals().stream().map(AppendRefusal::reason).toList();
    }

    @Test
    void nothingBehindAFailureOfItsSequenceIsStored() {
        append(event("taken", "a"));
        AppendSequence sequence = new AppendSequence();
        List<CompletableFuture<List<Appended>>> answers = new ArrayList<>();
        for (String id : List.of("1", "2", "taken", "3", "4")) {
            Event other = Event.json(id, "/s", "b", "T", "{\"other\": true}");
            answers.add(appender.submit(AppendRequest.of(List.of(other)), sequence, Duration.ofSeconds(60)));
        }
        append(event("of another", "a"));
        assertThat(answers.get(1).join()).hasSize(1);
        assertThatThrownBy(answers.get(2)::join).hasCauseInstanceOf(IdConflictException.class);
        for (CompletableFuture<List<Appended>> behind : answers.subList(3, 5)) {
            assertThatThrownBy(behind::join).hasCauseInstanceOf(AppendRefusedException.class);
        }
        assertThat(appender.head()).isEqualTo(4);
    }

    @Test
    void whoDoesNotWaitIsToldThatTheQueueIsFull() {
        CountDownLatch letGo = new CountDownLatch(1);
        FaultPoint.listen(point -> await(letGo));
        try {
            CompletableFuture<List<Appended>> first = appender.submit(AppendRequest.of(List.of(large("1", 1 << 20))));
            AppendRequest second = AppendRequest.of(List.of(event("2", "a")));
            assertThatThrownBy(() -> appender.submit(second, new AppendSequence(), Duration.ZERO))
                    .isInstanceOf(AppendQueueFullException.class)
                    .hasMessageContaining("1048576 bytes");
            letGo.countDown();
            assertThat(first.join()).hasSize(1);
            assertThat(appender.submit(second, new AppendSequence(), Duration.ofSeconds(60))
                            .join())
                    .hasSize(1);
        } finally {
            letGo.countDown();
            FaultPoint.listen(null);
        }
    }

    @Test
    void moreThanABatchHoldsIsRefused() {
        Event[] many = new Event[9];
        for (int i = 0; i < many.length; i++) {
            many[i] = large("l" + i, 1_000_000);
        }
        assertThatThrownBy(() -> append(many))
                .isInstanceOf(AppendTooLargeException.class)
                .hasMessageContaining("send fewer events at once");
        assertThat(appender.head()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Event large(String id, int bytes) {
        return Event.json(id, "/s", "a", "T", "\"" + "x".repeat(bytes - 2) + "\"");
    }

    @Test
    void requestsUnderWayTogetherKeepTheirOrder() {
        List<CompletableFuture<List<Appended>>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(appender.submit(AppendRequest.of(List.of(event("e" + i, "a" + i % 7)))));
        }
        for (int i = 0; i < 5_000; i++) {
            Appended appended = answers.get(i).join().get(0);
            assertThat(appended.position()).isEqualTo(i);
            assertThat(appended.version()).isEqualTo(i / 7);
        }
    }

    @Test
    void anAnswerMeansThatReadersSeeTheEvent() {
        for (int i = 0; i < 100; i++) {
            Appended appended = append(event("e" + i, "a")).get(0);
            assertThat(appender.head()).isGreaterThan(appended.position());
        }
    }

    @Test
    void aRetryBesideItsFirstTryIsAnsweredWhenThatIsDurable() {
        List<CompletableFuture<List<Appended>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(appender.submit(AppendRequest.of(List.of(event("e" + i / 2, "a")))));
        }
        for (int i = 0; i < 200; i++) {
            Appended appended = answers.get(i).join().get(0);
            assertThat(appender.head()).isGreaterThan(appended.position());
            assertThat(appended.position()).isEqualTo(i / 2);
            assertThat(appended.duplicate()).isEqualTo(i % 2 == 1);
        }
    }

    @Test
    void goesOnAfterItWasOpenedAgain() {
        append(event("1", "a"), event("2", "b"));
        close();
        open();

        assertThat(append(event("1", "a")).get(0).duplicate()).isTrue();
        assertThat(append(event("3", "a")).get(0))
                .extracting(Appended::position, Appended::version)
                .containsExactly(2L, 1L);
    }

    @Test
    void aClosedLogRefuses() {
        appender.close();

        assertThatThrownBy(() -> append(event("1", "a"))).hasMessage("the log is closed");
    }

    @Test
    void aBackfillTakesTheEventsTimesAndKeepsItsProgress() {
        try (BackfillSession session = appender.backfill("file")) {
            assertThat(session.progress()).isNull();
            session.append(List.of(at("1", "1993-01-01T00:00:00Z"), at("2", "1993-01-01T00:00:00Z")), bytes("2"));
            session.append(List.of(at("3", "1993-01-02T00:00:00Z")), bytes("3"));
        }
        assertThat(appender.head()).isEqualTo(3);
        close();
        open();

        try (BackfillSession session = appender.backfill("file")) {
            assertThat(session.progress()).isEqualTo(bytes("3"));
            assertThatThrownBy(() -> session.append(List.of(at("4", "1993-01-01T00:00:00Z")), bytes("4")))
                    .isInstanceOf(AppendRefusedException.class)
                    .hasMessageContaining("time 1993-01-01T00:00:00Z lies before 1993-01-02T00:00:00Z");
            assertThatThrownBy(() -> session.append(List.of(at("4", "2026-01-01T00:00:01Z")), bytes("4")))
                    .hasMessageContaining("time 2026-01-01T00:00:01Z lies after now, 2026-01-01T00:00:00Z");
            assertThatThrownBy(() -> session.append(List.of(event("4", "a")), bytes("4")))
                    .hasMessage("event '4' has no time, which a backfill needs");
        }
    }

    @Test
    void aClockThatHasDepartedStopsAppendsUntilItIsBack() {
        appender.close();
        SteadyClock steady = new SteadyClock(clock, () -> 0, Duration.ofMinutes(5));
        AppenderConfig config = new AppenderConfig(Durability.DISK, EventRules.defaults(), 1 << 20, 0);
        appender = new EventAppender(config, hot, index, steady, freeBytes::get, Long.MIN_VALUE);
        append(event("1", "a"));

        clock.set("2027-01-01T00:00:00Z");
        assertThatThrownBy(() -> append(event("2", "a"))).isInstanceOf(ClockDepartedException.class);
        assertThat(append(event("1", "a"))).extracting(Appended::duplicate).containsExactly(true);
        assertThat(appender.head()).isEqualTo(1);
        assertThat(refused()).containsExactly(AppendRefusal.Reason.CLOCK);

        clock.set("2026-01-01T00:04:00Z");
        assertThat(refused()).as("it takes appends again by itself").isEmpty();
        assertThat(append(event("2", "a"))).extracting(Appended::position).containsExactly(1L);
    }

    @Test
    void anIndexWithoutTheEventsThatAreHotNoMoreIsNotTakenForLevel() {
        try (HotLog later = HotLog.open(new HotLogConfig(directory.resolve("later"), CycleLength.DAY, 5));
                EventIndex empty = EventIndex.open(EventIndexConfig.defaults(directory.resolve("empty")))) {
            assertThatThrownBy(() -> IndexCatchUp.run(later, empty))
                    .isInstanceOf(IndexDamagedException.class)
                    .hasMessageContaining("nothing of the positions from 0 to 4");
        }
    }

    @Test
    void whatCannotBeIndexedIsNamed() {
        byte[] content = EventCodec.encode(event("1", "a"));
        for (byte[] progress : new byte[][] {{0, 0, 0, 9, 'x'}, {0, 0, 0, 1, (byte) 0xFF}, {1}}) {
            requireNotIndexed("progress", new HotBatch(0, 0, progress, List.of(new HotEvent(0, content))));
        }
        content[0] = 0;
        requireNotIndexed("id is absent", new HotBatch(0, 0, null, List.of(new HotEvent(0, content))));
    }

    private void requireNotIndexed(String problem, HotBatch batch) {
        Path other = directory.resolve("other-" + others++);
        try (HotLog log = HotLog.open(new HotLogConfig(other.resolve("hot"), CycleLength.DAY, 0));
                EventIndex empty = EventIndex.open(EventIndexConfig.defaults(other.resolve("index")))) {
            log.append(batch);
            assertThatThrownBy(() -> IndexCatchUp.run(log, empty))
                    .isInstanceOf(HotLogException.class)
                    .hasMessageStartingWith("the hot log is damaged in 19700101F.cq4 at position 0: ")
                    .hasMessageContaining(problem);
        }
    }

    @Test
    void aBackfillHoldsTheLogAlone() {
        try (BackfillSession session = appender.backfill("file")) {
            assertThat(session.progress()).isNull();
            assertThatThrownBy(() -> append(event("1", "a"))).hasMessageStartingWith("the log is being backfilled");
            assertThatThrownBy(() -> appender.backfill("other")).hasMessageStartingWith("the log is being backfilled");
        }
        assertThat(append(event("1", "a"))).hasSize(1);
    }

    @Test
    void aLoadThatIsCutOffHasTheLogForItselfAlsoAfterAnOpening() {
        load("file", progress(1, false), at("1", "1993-01-01T10:00:00Z"));
        close();
        open();

        String stands = "a load of file stands unfinished at row 1, 1993-01-01T10:00:00Z: run it again to its end, or"
                + " give it up with varve import --abandon";
        assertThat(appender.unfinishedLoad()).asString().isEqualTo(stands);
        assertThatThrownBy(() -> append(event("2", "a")))
                .isInstanceOf(AppendRefusedException.class)
                .hasMessage(stands);
        assertThatThrownBy(() -> appender.backfill("other")).hasMessage(stands);
        assertThatThrownBy(() -> appender.raiseFloor(micros("1993-01-02T00:00:00Z")))
                .hasMessage(stands);
        appender.raiseFloor(micros("1993-01-01T00:00:00Z"));
        assertThat(appender.head()).isEqualTo(1);

        load("file", progress(2, true), at("2", "1993-01-01T10:00:01Z"));
        assertThat(appender.unfinishedLoad()).isNull();
        assertThat(append(event("3", "a"))).extracting(Appended::position).containsExactly(2L);
    }

    @Test
    void aLoadThatIsGivenUpStaysGivenUp() {
        load("file", progress(1, false), at("1", "1993-01-01T10:00:00Z"));
        assertThat(appender.abandonLoad()).isEqualTo(new UnfinishedLoad("file", 1, micros("1993-01-01T10:00:00Z")));
        assertThat(appender.abandonLoad()).isNull();
        close();
        open();
        assertThat(appender.unfinishedLoad()).isNull();

        load("other", progress(1, false), at("2", "1993-01-01T10:00:00Z"));
        close();
        open();
        assertThat(appender.unfinishedLoad())
                .as("another one, at another position")
                .isEqualTo(new UnfinishedLoad("other", 1, micros("1993-01-01T10:00:00Z")));
    }

    @Test
    void aLoadWhoseLastRowsWereThereEndsToo() {
        load("file", progress(1, false), at("1", "1993-01-01T10:00:00Z"));
        try (BackfillSession session = appender.backfill("file")) {
            session.append(List.of(at("1", "1993-01-01T10:00:00Z")), progress(2, true));
            session.complete();
        }
        close();
        open();
        assertThat(appender.unfinishedLoad()).isNull();
    }

    @Test
    void whatIsUnderWayIsNeitherUnfinishedNorGivenUp() {
        try (BackfillSession session = appender.backfill("file")) {
            session.append(List.of(at("1", "1993-01-01T10:00:00Z")), progress(1, false));
            assertThat(appender.unfinishedLoad()).isNull();
            assertThatThrownBy(appender::abandonLoad).hasMessageContaining("under way");
        }
        assertThat(appender.unfinishedLoad()).isNotNull();
    }

    @Test
    void whatVersion1LoadedIsTakenAsEnded() {
        byte[] now = progress(1, false);
        byte[] then = new byte[now.length - 1];
        System.arraycopy(now, 2, then, 1, then.length - 1);
        then[0] = 1;
        load("file", then, at("1", "1993-01-01T10:00:00Z"));
        assertThat(appender.unfinishedLoad()).isNull();
    }

    private void load(String source, byte[] progress, Event event) {
        try (BackfillSession session = appender.backfill(source)) {
            session.append(List.of(event), progress);
        }
    }

    private static byte[] progress(long rows, boolean ended) {
        return new BackfillProgress("fingerprint", rows, new Hash128(1, 2), ended).encode();
    }

    @Test
    void agreesWithASimpleModel() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Event> model = new ArrayList<>();
        Map<String, Integer> positions = new HashMap<>();
        Map<AggregateId, Integer> versions = new HashMap<>();
        for (int round = 0; round < 300; round++) {
            List<Event> batch = new ArrayList<>();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                boolean again = !model.isEmpty() && random.nextInt(5) == 0;
                batch.add(
                        again
                                ? model.get(random.nextInt(model.size()))
                                : SampleEvents.random(random, "e" + round + "-" + n));
            }
            List<Appended> answers = appender.append(AppendRequest.of(batch));
            for (int i = 0; i < batch.size(); i++) {
                Event event = batch.get(i);
                String key = event.source() + " " + event.id();
                boolean known = positions.containsKey(key);
                if (!known) {
                    positions.put(key, model.size());
                    model.add(event);
                    versions.merge(event.subject(), 0, (old, zero) -> old + 1);
                    assertThat(answers.get(i).version())
                            .as("seed %d", seed)
                            .isEqualTo(
                                    versions.getOrDefault(event.subject(), -1).longValue());
                }
                assertThat(answers.get(i).duplicate()).as("seed %d", seed).isEqualTo(known);
                assertThat(answers.get(i).position())
                        .as("seed %d", seed)
                        .isEqualTo(positions.getOrDefault(key, -1).longValue());
            }
            clock.advance(Duration.ofMinutes(random.nextInt(200)));
            if (random.nextInt(60) == 0) {
                close();
                open();
            }
        }
        List<Event> stored = new ArrayList<>();
        try (HotCursor cursor = hot.read(0, appender.head())) {
            while (cursor.next()) {
                RecordedEvent event = cursor.event();
                assertThat(event.position()).isEqualTo(stored.size());
                stored.add(event.event());
            }
        }
        assertThat(stored).as("seed %d", seed).isEqualTo(model);
    }

    private List<Appended> append(Event... events) {
        return appender.append(AppendRequest.of(List.of(events)));
    }

    private List<Appended> append(ExpectedVersion expected, Event... events) {
        return appender.append(new AppendRequest(List.of(events), expected));
    }

    private static Event event(String id, String subject) {
        return Event.json(id, "/s", subject, "T", "{\"n\": 1}");
    }

    private static Event at(String id, String time) {
        return event(id, "a").at(EventTime.parse(time));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long micros(String time) {
        return Micros.of(Instant.parse(time));
    }
}
