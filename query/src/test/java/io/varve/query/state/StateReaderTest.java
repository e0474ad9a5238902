package io.varve.query.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.replay.TestLog;
import io.varve.query.snapshot.SkipReason;
import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.snapshot.SnapshotPolicy;
import io.varve.query.snapshot.SnapshotRules;
import io.varve.query.snapshot.StoredSnapshots;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight days of two accounts, ten events of each a day:
 *
 * <pre>
 * COLD | 0 1 2 |  WARM | 3 4 5 |  HOT | 6 7 |
 * </pre>
 */
final class StateReaderTest {

    private static final int DAYS = 8;
    private static final AggregateId A = new AggregateId("a");
    private static final Journal JOURNAL = Journal.of(new SnapshotRules(SnapshotPolicy.everyEvents(30), 3));

    private static @Nullable TestLog shared;

    @TempDir
    private Path directory;

    private TestLog log = Objects.requireNonNull(shared);

    @BeforeAll
    static void share(@TempDir Path directory) throws IOException {
        shared = fill(directory);
    }

    @AfterAll
    static void closeShared() {
        Objects.requireNonNull(shared).close();
    }

    @AfterEach
    void close() {
        if (log != shared) {
            log.close();
        }
    }

    /** For a test that changes it. */
    private void takeOwnLog() throws IOException {
        log = fill(directory.resolve("log"));
    }

    private static TestLog fill(Path directory) throws IOException {
        TestLog log = new TestLog(directory, 100);
        for (int day = 0; day < DAYS; day++) {
            append(log, day);
        }
        for (int day = 0; day < 6; day++) {
            log.seal();
        }
        for (int day = 0; day < 3; day++) {
            log.freeze(log.catalogFiles().get(day));
        }
        log.releaseHot();
        return log;
    }

    private static void append(TestLog log, int day) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            for (String subject : new String[] {"a", "b"}) {
                String id = day + "-" + i + subject;
                events.add(Event.json(id, "/test", subject, "Paid", "{}"));
            }
        }
        log.append(TestLog.day(day), events);
    }

    private OpenStates open() throws IOException {
        return OpenStates.of(log, directory.resolve("snapshots"));
    }

    private static State now(OpenStates states, Projection<?> projection) {
        return states.reader().read(projection, A, Moment.now(), true);
    }

    private String expected(long versions) {
        Journal.Pages pages = JOURNAL.initial();
        for (RecordedEvent event : log.model()) {
            if (event.event().subject().equals(A) && event.version() < versions) {
                pages = JOURNAL.apply(pages, event);
            }
        }
        return new String(JOURNAL.toJson(pages), StandardCharsets.UTF_8);
    }

    private static String json(State state) {
        return new String(state.json(), StandardCharsets.UTF_8);
    }

    /** Snapshots at versions 29, 59 and 79, the newest last. */
    private void takeThree() throws IOException {
        for (long version : new long[] {29, 59, 79}) {
            try (OpenStates states = open()) {
                states.reader().read(JOURNAL, A, Moment.atVersion(version), true);
                if (version == 79) {
                    states.taker().takeOne(JOURNAL, A);
                }
            }
        }
    }

    @Test
    void foldsFromTheNewestSnapshotThatServes() throws IOException {
        takeOwnLog();
        takeThree();
        append(log, 8);
        try (OpenStates states = open()) {
            State state = now(states, JOURNAL);
            assertThat(json(state)).isEqualTo(expected(90));
            assertThat(state.version()).isEqualTo(89);
            assertThat(Objects.requireNonNull(state.explanation().snapshot()).version())
                    .isEqualTo(79);
            assertThat(state.explanation().events())
                    .containsEntry(Tier.HOT, 10L)
                    .containsEntry(Tier.COLD, 0L);
            assertThat(state.explanation().reads().files()).isZero();

            State before = states.reader().read(JOURNAL, A, Moment.knownAt(TestLog.day(4)), true);
            assertThat(json(before)).isEqualTo(expected(50));
            assertThat(Objects.requireNonNull(before.explanation().snapshot()).version())
                    .isEqualTo(29);
            assertThat(before.explanation().events())
                    .containsEntry(Tier.WARM, 20L)
                    .containsEntry(Tier.COLD, 0L);
            // That of day 2, with the snapshot's own last event, and those of days 3 and 4.
            assertThat(before.explanation().reads().files()).isEqualTo(3);
            assertThat(before.explanation().skipped())
                    .extracting(Skipped::reason)
                    .containsOnly(SkipReason.LATER);
        }
    }

    @Test
    void fallsBackStepByStepAndSaysSo() throws IOException {
        takeThree();
        List<Path> slots = StoredSnapshots.slots(directory.resolve("snapshots"));
        assertThat(slots).hasSize(3);
        for (int harmed = 1; harmed <= 3; harmed++) {
            for (int slot = 3 - harmed; slot < 3; slot++) {
                flip(slots.get(slot));
            }
            try (OpenStates states = OpenStates.of(log, directory.resolve("snapshots"), FullReplay.ALLOW)) {
                State state = states.reader().read(JOURNAL, A, Moment.atVersion(78 + 1), true);
                assertThat(json(state)).isEqualTo(expected(80));
                Snapshot used = state.explanation().snapshot();
                assertThat(used == null ? -1 : used.version()).isEqualTo(new long[] {59, 29, -1}[harmed - 1]);
                assertThat(state.explanation().skipped())
                        .hasSize(harmed)
                        .extracting(Skipped::reason)
                        .containsOnly(SkipReason.CORRUPT);
                assertThat(states.snapshots().counts().skips(SkipReason.CORRUPT))
                        .isEqualTo(harmed);
                assertThat(states.snapshots().counts().fullReplays()).isEqualTo(harmed == 3 ? 1 : 0);
            }
            // It was taken anew in place of the first of those that were of no use.
            try (OpenStates states = open()) {
                assertThat(Objects.requireNonNull(
                                        now(states, JOURNAL).explanation().snapshot())
                                .version())
                        .isEqualTo(79);
                states.snapshots().drop(null, null);
            }
            takeThree();
        }
    }

    /** So that a bit of each record is altered. */
    private static void flip(Path slot) {
        StoredSnapshots.flipAll(slot, new Random(1));
    }

    @Test
    void isForbiddenToReplayFromTheBeginningWhatASnapshotShouldSpare() throws IOException {
        takeThree();
        for (Path slot : StoredSnapshots.slots(directory.resolve("snapshots"))) {
            flip(slot);
        }
        try (OpenStates states = OpenStates.of(log, directory.resolve("snapshots"), FullReplay.FORBID)) {
            assertThatThrownBy(() -> now(states, JOURNAL))
                    .isInstanceOf(FullReplayForbiddenException.class)
                    .hasMessageContaining("none of its snapshots can be used")
                    .hasMessageContaining("varve snapshots take");
            states.snapshots().drop(null, null);
            assertThatThrownBy(() -> now(states, JOURNAL))
                    .isInstanceOf(FullReplayForbiddenException.class)
                    .hasMessageContaining("no snapshot at or before");
            // As long as the policy asks for no snapshot, there is nothing to spare.
            assertThat(json(states.reader().read(JOURNAL, A, Moment.atVersion(28), true)))
                    .isEqualTo(expected(29));
            assertThat(json(states.reader().read(JOURNAL, A, Moment.now(), false)))
                    .isEqualTo(expected(80));
            states.taker().takeAll(JOURNAL, done -> {});
            assertThat(json(now(states, JOURNAL))).isEqualTo(expected(80));
        }
    }

    @Test
    void neverReadsTheSnapshotsOfEditedCodeOrAnotherVersion() throws IOException {
        takeThree();
        try (OpenStates states = open()) {
            for (Journal other : List.of(
                    JOURNAL.edited(),
                    new Journal("journal", 2, "first", Projection.Scope.AGGREGATE, JOURNAL.snapshots()))) {
                State state = now(states, other);
                assertThat(state.explanation().snapshot()).isNull();
                assertThat(state.explanation().skipped()).isEmpty();
            }
            assertThat(now(states, JOURNAL).explanation().snapshot()).isNotNull();
        }
    }

    @Test
    void givesUpASnapshotWhoseLastEventTheLogDoesNotHold() throws IOException {
        try (OpenStates states = open()) {
            for (Snapshot foreign : List.of(
                    new Snapshot(5, 2, 3, TestLog.day(0), null, true, "/test", "of another log", json(1)),
                    new Snapshot(158, 79, 80, TestLog.day(7), null, true, "/else", "7-9a", json(80)),
                    new Snapshot(1_000, 500, 501, TestLog.day(9), null, true, "/test", "past the head", json(501)))) {
                assertThat(states.snapshots().put(StateReader.key(JOURNAL), A, foreign, 3))
                        .isTrue();
            }
            State state = now(states, JOURNAL);
            assertThat(json(state)).isEqualTo(expected(80));
            assertThat(state.explanation().skipped())
                    .extracting(Skipped::reason)
                    .containsExactly(SkipReason.OTHER_HISTORY, SkipReason.OTHER_HISTORY, SkipReason.OTHER_HISTORY);
        }
        try (OpenStates states = open()) {
            assertThat(now(states, JOURNAL).explanation().skipped()).isEmpty();
        }
    }

    private static byte[] json(int count) {
        return ("{\"count\":" + count + ",\"chain\":1,\"pad\":\"\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void worksOnWithoutWhatWasDropped() throws IOException {
        takeThree();
        try (OpenStates states = open()) {
            assertThat(states.snapshots().drop("journal", null)).isEqualTo(3);
            assertThat(json(now(states, JOURNAL))).isEqualTo(expected(80));
        }
        try (OpenStates states = open()) {
            assertThat(now(states, JOURNAL).explanation().snapshot()).isNotNull();
        }
    }

    @Test
    void takesInBulkWhatIsDueAndThenOnlyOfWhatIsNew() throws IOException {
        takeOwnLog();
        try (OpenStates states = open()) {
            assertThat(states.taker().takeDue(JOURNAL, done -> {})).isEqualTo(new SnapshotTaker.Taken(2, 2, 0, null));
            append(log, 8);
            assertThat(states.taker().takeDue(JOURNAL, done -> {}))
                    .as("ten events more are not due")
                    .isEqualTo(new SnapshotTaker.Taken(2, 0, 0, null));
            assertThat(states.taker().takeDue(JOURNAL, done -> {}))
                    .as("nothing is new")
                    .isEqualTo(new SnapshotTaker.Taken(0, 0, 0, null));
            assertThat(states.taker().takeAll(JOURNAL, done -> {})).isEqualTo(new SnapshotTaker.Taken(2, 2, 0, null));
            assertThat(states.taker().takeAll(JOURNAL, done -> {})).isEqualTo(new SnapshotTaker.Taken(2, 0, 0, null));
            State state = now(states, JOURNAL);
            assertThat(json(state)).isEqualTo(expected(90));
            assertThat(state.explanation().events().values()).containsOnly(0L);
        }
    }

    @Test
    void tellsAMomentBeforeTheFirstEventFromAnUnknownSubject() throws IOException {
        try (OpenStates states = open()) {
            State before = states.reader().read(JOURNAL, A, Moment.knownAt(TestLog.day(0) - 1), true);
            assertThat(before.version()).isEqualTo(-1);
            assertThat(before.position()).isEqualTo(-1);
            assertThat(before.recordedAtMicros()).isNull();
            assertThat(json(before)).isEqualTo(expected(0));
            assertThatThrownBy(() ->
                            states.reader().read(JOURNAL, new AggregateId("c"), Moment.knownAt(TestLog.day(0)), true))
                    .isInstanceOf(UnknownAggregateException.class)
                    .hasMessageContaining("'c'");
            assertThatThrownBy(() -> states.reader().read(JOURNAL, A, Moment.atVersion(80), true))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("versions 0 to 79");
            assertThatThrownBy(() -> states.reader().read(JOURNAL, null, Moment.now(), true))
                    .hasMessageContaining("name the subject");
            assertThatThrownBy(() -> states.reader().read(JOURNAL.ofLog(), A, Moment.now(), true))
                    .hasMessageContaining("ask without a subject");
        }
    }

    @Test
    void foldsOnWhileEverythingMoves() throws IOException {
        takeOwnLog();
        takeThree();
        try (OpenStates states = open()) {
            Projection<Journal.Pages> moving = new MovingUnder(JOURNAL);
            State state = states.reader().read(moving, A, Moment.now(), false);
            assertThat(json(state)).isEqualTo(expected(80));
            assertThat(log.catalogFiles()).extracting(CatalogFile::tier).containsOnly(Tier.COLD);
            assertThat(json(now(states, JOURNAL))).isEqualTo(expected(80));
        }
    }

    @Test
    void namesTheEventThatCannotBeFolded() throws IOException {
        Projection<Journal.Pages> broken = new MovingUnder(JOURNAL) {
            @Override
            public Journal.Pages apply(Journal.Pages pages, RecordedEvent event) {
                throw new IllegalArgumentException("no such thing");
            }
        };
        try (OpenStates states = open()) {
            assertThatThrownBy(() -> now(states, broken))
                    .isInstanceOf(ProjectionException.class)
                    .hasMessageContaining("'journal'")
                    .hasMessageContaining("position 0 of 'a'");
            SnapshotTaker.Taken taken = states.taker().takeAll(broken, done -> {});
            assertThat(taken.failed()).isEqualTo(2);
        }
    }

    /** Folds as the journal does, and lets everything move meanwhile. */
    private class MovingUnder implements Projection<Journal.Pages> {

        private final Journal journal;
        private int folded;

        MovingUnder(Journal journal) {
            this.journal = journal;
        }

        @Override
        public String name() {
            return journal.name();
        }

        @Override
        public int version() {
            return journal.version();
        }

        @Override
        public io.varve.query.projection.Definition definition() {
            return journal.definition();
        }

        @Override
        public Journal.Pages initial() {
            return journal.initial();
        }

        @Override
        public Journal.Pages apply(Journal.Pages pages, RecordedEvent event) {
            folded++;
            try {
                if (folded == 7 || folded == 63) {
                    log.seal();
                    log.releaseHot();
                }
                if (folded % 9 == 0) {
                    moveOne();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return journal.apply(pages, event);
        }

        private void moveOne() throws IOException {
            for (CatalogFile file : log.catalogFiles()) {
                if (file.tier() == Tier.WARM) {
                    log.freeze(file);
                    log.remove(file);
                    return;
                }
            }
        }

        @Override
        public byte[] toJson(Journal.Pages pages) {
            return journal.toJson(pages);
        }

        @Override
        public Journal.Pages fromJson(byte[] json) {
            return journal.fromJson(json);
        }
    }
}
