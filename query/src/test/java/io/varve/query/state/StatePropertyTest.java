package io.varve.query.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import io.varve.query.snapshot.SkipReason;
import io.varve.query.snapshot.SnapshotPolicy;
import io.varve.query.snapshot.SnapshotRules;
import io.varve.query.snapshot.StoredSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever snapshots there are, and whatever was done to them: the state is that of a plain fold. */
final class StatePropertyTest {

    private static final int READS = 25;

    @TempDir
    private Path directory;

    @Test
    void isThatOfAPlainFold() throws IOException {
        check(Long.getLong("varve.state.seed", new Random().nextLong()), 6);
    }

    @Test
    @Tag("soak")
    void isThatOfAPlainFoldForLong() throws IOException {
        Random seeds = new Random(Long.getLong("varve.state.seed", new Random().nextLong()));
        for (int i = 0; i < 40; i++) {
            directory = directory.resolve("next");
            check(seeds.nextLong(), 30);
        }
    }

    private void check(long seed, int rounds) throws IOException {
        System.out.println("StatePropertyTest seed " + seed);
        Random random = new Random(seed);
        long served = 0;
        long passedOver = 0;
        try (TestLog log = new TestLog(directory.resolve("log"), 1 + random.nextInt(70))) {
            SampleEvents.threeTiers(log, random);
            Path stored = directory.resolve("snapshots");
            Journal journal = Journal.of(new SnapshotRules(policy(random), 1 + random.nextInt(4)));
            for (int round = 0; round < rounds; round++) {
                if (random.nextInt(3) == 0) {
                    SampleEvents.appendDay(log, 10 + round, 1 + random.nextInt(40), random);
                }
                try (OpenStates states = OpenStates.of(log, stored)) {
                    if (random.nextInt(4) == 0) {
                        bulk(states, journal, random);
                    }
                    for (int i = 0; i < READS; i++) {
                        checkState(log, states, random.nextInt(8) == 0 ? journal.ofLog() : journal, random, seed);
                    }
                    served += states.snapshots().counts().hits();
                    passedOver += states.snapshots().counts().skips(SkipReason.CORRUPT)
                            + states.snapshots().counts().skips(SkipReason.WRONG_VERSION);
                }
                harm(stored, random);
                if (random.nextInt(10) == 0) {
                    journal = journal.edited();
                }
            }
        }
        System.out.println("  " + served + " served, " + passedOver + " passed over");
    }

    private static void bulk(OpenStates states, Journal journal, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> states.taker().takeAll(journal, done -> {});
            case 1 -> states.taker().takeDue(journal, done -> {});
            case 2 -> states.taker().takeDue(journal.ofLog(), done -> {});
            default -> states.snapshots().drop(random.nextBoolean() ? null : journal.name(), null);
        }
    }

    private static void harm(Path stored, Random random) throws IOException {
        for (Path slot : StoredSnapshots.slots(stored)) {
            switch (random.nextInt(10)) {
                case 0 -> StoredSnapshots.flipBits(slot, random);
                case 1 -> StoredSnapshots.cut(slot, random);
                case 2 -> StoredSnapshots.swap(slot, random);
                case 3 -> StoredSnapshots.asVersionTwo(slot, random);
                case 4 -> StoredSnapshots.alterFiles(slot, random.nextBoolean() ? ".log" : "CURRENT");
                default -> {}
            }
        }
    }

    private static void checkState(TestLog log, OpenStates states, Journal journal, Random random, long seed) {
        List<RecordedEvent> model = log.model();
        RecordedEvent any = model.get(random.nextInt(model.size()));
        boolean ofLog = journal.equals(journal.ofLog());
        AggregateId subject = ofLog ? null : any.event().subject();
        Moment moment = switch (random.nextInt(ofLog ? 3 : 4)) {
            case 0 -> Moment.now();
            case 1 -> Moment.knownAt(near(any.recordedAtMicros(), random));
            case 2 -> Moment.happenedBy(near(any.recordedAtMicros(), random));
            default -> Moment.atVersion(any.version());
        };
        Expected expected = Expected.of(model, journal, subject, moment);
        for (boolean withSnapshots : new boolean[] {true, false}) {
            State state = states.reader().read(journal, subject, moment, withSnapshots);
            assertThat(new Expected(
                            state.version(), state.position(), new String(state.json(), StandardCharsets.UTF_8)))
                    .as("seed %s, %s at %s, %s", seed, subject, moment, state.explanation())
                    .isEqualTo(expected);
        }
    }

    private static long near(long micros, Random random) {
        return micros + random.nextInt(3) - 1 - (random.nextInt(4) == 0 ? random.nextInt(200_000_000) : 0);
    }

    private static SnapshotPolicy policy(Random random) {
        SnapshotPolicy events = SnapshotPolicy.everyEvents(1 + random.nextInt(20));
        SnapshotPolicy time = SnapshotPolicy.every(Duration.ofSeconds(1 + random.nextInt(100_000)));
        SnapshotPolicy growth = SnapshotPolicy.growth(1.1 + random.nextDouble());
        return switch (random.nextInt(5)) {
            case 0 -> events;
            case 1 -> time;
            case 2 -> growth;
            case 3 -> events.or(time);
            default -> time.or(growth);
        };
    }

    /** The answer of a plain fold. */
    private record Expected(long version, long position, String json) {

        static Expected of(List<RecordedEvent> model, Journal journal, @Nullable AggregateId subject, Moment moment) {
            Journal.Pages pages = journal.initial();
            long version = -1;
            long position = -1;
            for (RecordedEvent event : model) {
                if ((subject == null || event.event().subject().equals(subject)) && isWithin(event, moment)) {
                    pages = journal.apply(pages, event);
                    position = event.position();
                    version = subject == null ? -1 : event.version();
                }
            }
            return new Expected(version, position, new String(journal.toJson(pages), StandardCharsets.UTF_8));
        }

        private static boolean isWithin(RecordedEvent event, Moment moment) {
            if (moment instanceof Moment.KnownAt known) {
                return event.recordedAtMicros() <= known.recordedAtMicros();
            }
            if (moment instanceof Moment.HappenedBy happened) {
                var time = event.event().time();
                return time != null && time.micros() <= happened.timeMicros();
            }
            return !(moment instanceof Moment.AtVersion version) || event.version() <= version.version();
        }
    }
}
