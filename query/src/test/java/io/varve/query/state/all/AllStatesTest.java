package io.varve.query.state.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.ProjectionException;
import io.varve.query.projection.declared.ProjectionFile;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import io.varve.query.state.Moment;
import io.varve.query.state.StateException;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.store.SealedFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The states of all aggregates are those that a plain list of events gives, at any moment, while files move, or else it
 * is told what is wrong.
 */
final class AllStatesTest {

    private static final Trace TRACE = new Trace(-1);

    @TempDir
    private Path directory;

    /** What the plain list gives, by aggregate. */
    private static Map<AggregateId, String> model(List<RecordedEvent> log, Moment moment) {
        Map<AggregateId, List<RecordedEvent>> folded = new TreeMap<>();
        for (RecordedEvent each : log) {
            if (isWithin(each, moment)) {
                folded.computeIfAbsent(each.event().subject(), unused -> new ArrayList<>())
                        .add(each);
            }
        }
        Map<AggregateId, String> states = new LinkedHashMap<>();
        folded.forEach((subject, events) -> {
            StringBuilder state = new StringBuilder();
            events.forEach(each -> TRACE.apply(state, each));
            RecordedEvent last = events.get(events.size() - 1);
            states.put(subject, last.version() + "@" + last.position() + " " + state);
        });
        return states;
    }

    private static boolean isWithin(RecordedEvent event, Moment moment) {
        if (moment instanceof Moment.KnownAt known) {
            return event.recordedAtMicros() <= known.recordedAtMicros();
        }
        if (moment instanceof Moment.HappenedBy happened) {
            EventTime time = event.event().time();
            return time != null && time.micros() <= happened.timeMicros();
        }
        return !(moment instanceof Moment.AtVersion version) || event.version() <= version.version();
    }

    private static Map<AggregateId, String> read(AllStates all, Moment moment, ReadProgress progress) {
        return read(all, moment, -1, progress);
    }

    /** @param end what is read of the log; -1 for all of it */
    private static Map<AggregateId, String> read(AllStates all, Moment moment, long end, ReadProgress progress) {
        Map<AggregateId, String> states = new LinkedHashMap<>();
        Consumer<AggregateState> consumer = each -> states.put(each.subject(), text(each));
        long given = end < 0
                ? all.read(TRACE, moment, consumer, progress)
                : all.read(TRACE, moment, end, consumer, progress);
        assertThat(given).isEqualTo(states.size());
        return states;
    }

    private static String text(AggregateState each) {
        return each.version() + "@" + each.position() + " " + new String(each.json(), StandardCharsets.UTF_8);
    }

    private static Moment anyMoment(List<RecordedEvent> log, Random random) {
        long recorded = log.get(random.nextInt(log.size())).recordedAtMicros() + random.nextInt(3) - 1;
        return switch (random.nextInt(5)) {
            case 0 -> Moment.now();
            case 1 -> Moment.happenedBy(recorded);
            case 2 -> Moment.atVersion(random.nextInt(5));
            default -> Moment.knownAt(recorded);
        };
    }

    @Test
    void answersLikeAList() throws IOException {
        long seed = Long.getLong("varve.states.seed", new Random().nextLong());
        System.out.println("AllStatesTest seed " + seed);
        Random random = new Random(seed);
        try (TestLog log = new TestLog(directory, 1 + random.nextInt(70))) {
            SampleEvents.threeTiers(log, random);
            for (int i = 0; i < 60; i++) {
                int ranges = 1 + random.nextInt(9);
                AllStates all =
                        new AllStates(log.sources(), 1 + random.nextInt(3), 1 + random.nextInt(20), events -> ranges);
                Moment moment = anyMoment(log.model(), random);
                AtomicLong total = new AtomicLong();
                int size = log.model().size();
                int end = random.nextBoolean() ? -1 : random.nextInt(size + 1);
                List<RecordedEvent> front = end < 0 ? log.model() : log.model().subList(0, end);
                Map<AggregateId, String> expected = model(front, moment);
                Map<AggregateId, String> states = read(all, moment, end, (events, of) -> {
                    assertThat(events).isBetween(0L, of);
                    total.set(events);
                });
                assertThat(states)
                        .as("seed %s, %s, %s ranges, end %s", seed, moment, ranges, end)
                        .isEqualTo(expected);
                assertThat(states.keySet())
                        .as("seed %s, %s", seed, moment)
                        .containsExactlyElementsOf(expected.keySet());
                if (moment.equals(Moment.now())) {
                    assertThat(total).hasValue(front.size());
                }
            }
        }
    }

    @Test
    void agreesWithTheReplayByAggregate() throws IOException {
        try (TestLog log = new TestLog(directory, 40)) {
            SampleEvents.threeTiers(log, new Random(3));
            StringBuilder replayed = new StringBuilder();
            try (Replayer replayer = new Replayer(log.sources(), log.config(64 << 20, 1));
                    EventCursor cursor = replayer.replay(ReplayRequest.all().withOrder(ReplayOrder.AGGREGATE))) {
                while (cursor.next()) {
                    TRACE.apply(replayed, cursor.event());
                }
            }
            StringBuilder states = new StringBuilder();
            new AllStates(log.sources(), 2, 5, events -> 6)
                    .read(
                            TRACE,
                            Moment.now(),
                            each -> states.append(new String(each.json(), StandardCharsets.UTF_8)),
                            ReadProgress.SILENT);
            assertThat(states.toString()).isEqualTo(replayed.toString());
        }
    }

    /** All begins hot; after each so many events folded the next partition is sealed, released, or moved on. */
    @Test
    void answersLikeAListWhileAllMoves() throws IOException {
        for (int every : new int[] {1, 7, 25}) {
            try (TestLog log = new TestLog(directory.resolve("every-" + every), 13)) {
                Random random = new Random(every);
                for (int day = 0; day < 8; day++) {
                    SampleEvents.appendDay(log, day, 60, random);
                }
                Map<AggregateId, String> expected = model(log.model(), Moment.now());
                Moving moving = new Moving(log, every);
                Map<AggregateId, String> states = new LinkedHashMap<>();
                new AllStates(log.sources(), 1, 5, events -> 4)
                        .read(
                                moving,
                                Moment.now(),
                                each -> states.put(each.subject(), text(each)),
                                ReadProgress.SILENT);
                assertThat(states).as("every %s", every).isEqualTo(expected);
                assertThat(moving.steps).isEqualTo(7 + 7 + 4);
            }
        }
    }

    /** Folds like the trace, and takes a step of the moves now and then. */
    private static final class Moving implements io.varve.query.projection.Projection<StringBuilder> {

        private final TestLog log;
        private final int every;
        private int folded;
        private int steps;

        Moving(TestLog log, int every) {
            this.log = log;
            this.every = every;
        }

        @Override
        public String name() {
            return "moving";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public StringBuilder initial() {
            return TRACE.initial();
        }

        @Override
        public StringBuilder apply(StringBuilder state, RecordedEvent event) {
            if (++folded % every == 0) {
                step();
            }
            return TRACE.apply(state, event);
        }

        private void step() {
            try {
                if (steps < 14) {
                    if (steps % 2 == 0) {
                        log.seal();
                    } else {
                        log.releaseHot();
                    }
                    steps++;
                } else if (steps < 18) {
                    CatalogFile warm = log.catalogFiles().get(steps - 14);
                    log.freeze(warm);
                    log.remove(warm);
                    steps++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] toJson(StringBuilder state) {
            return TRACE.toJson(state);
        }

        @Override
        public StringBuilder fromJson(byte[] json) {
            return TRACE.fromJson(json);
        }
    }

    @Test
    void tellsWhatIsWrong() throws IOException {
        try (TestLog log = new TestLog(directory, 40)) {
            SampleEvents.threeTiers(log, new Random(4));
            AllStates all = new AllStates(log.sources(), 2, 5, events -> 5);
            RecordedEvent event = log.model().get(100);
            assertThatThrownBy(() -> all.read(new Trace(100), Moment.now(), each -> {}, ReadProgress.SILENT))
                    .isInstanceOf(ProjectionException.class)
                    .hasMessageContaining("projection 'trace' failed at position 100 of '"
                            + event.event().subject() + "'");
            assertThatThrownBy(() -> all.read(
                            ProjectionFile.parse("x.yaml", "name: x\nversion: 1\nscope: log\ninitial: {n: 0}\non: {}"),
                            Moment.now(),
                            each -> {},
                            ReadProgress.SILENT))
                    .isInstanceOf(StateException.class)
                    .hasMessage("projection 'x' folds the whole log, not each aggregate");
            assertThatThrownBy(() -> all.read(
                            TRACE,
                            Moment.now(),
                            each -> {
                                throw new UncheckedIOException(new IOException("the consumer has enough"));
                            },
                            ReadProgress.SILENT))
                    .hasMessageContaining("has enough");
            CatalogFile warm = log.catalogFiles().get(5);
            log.alter(warm);
            assertThatThrownBy(() -> all.read(TRACE, Moment.now(), each -> {}, ReadProgress.SILENT))
                    .isInstanceOf(SealedFileException.class)
                    .hasMessageContaining(warm.partition().name());
            assertThat(read(all, Moment.knownAt(warm.minRecordedAtMicros() - 1), ReadProgress.SILENT))
                    .isNotEmpty();
        }
    }

    @Test
    void anEmptyLogHasNoStates() throws IOException {
        try (TestLog log = new TestLog(directory, 40)) {
            assertThat(read(new AllStates(log.sources(), 2), Moment.now(), ReadProgress.SILENT))
                    .isEmpty();
        }
    }
}
