package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked of a log in three tiers, the answer is that of a plain list. */
final class ReplayPropertyTest {

    private static final int REQUESTS = 200;

    @TempDir
    private Path directory;

    @Test
    void answersLikeAList() throws IOException {
        long seed = Long.getLong("varve.replay.seed", new Random().nextLong());
        System.out.println("ReplayPropertyTest seed " + seed);
        Random random = new Random(seed);
        try (TestLog log = new TestLog(directory, 1 + random.nextInt(70))) {
            SampleEvents.threeTiers(log, random);
            assertThat(log.catalogFiles()).extracting(file -> file.tier()).contains(Tier.COLD, Tier.WARM);
            for (long budget : new long[] {1, 64 << 20}) {
                try (Replayer replayer = new Replayer(log.sources(), log.config(budget, random.nextInt(3)))) {
                    for (int i = 0; i < REQUESTS; i++) {
                        ReplayRequest request = request(log, random);
                        assertThat(read(replayer, request))
                                .as("seed %s, budget %s, %s", seed, budget, request)
                                .isEqualTo(ModelReplay.answer(log.model(), request));
                    }
                    assertThat(replayer.freeBudgetBytes()).isEqualTo(budget);
                }
            }
        }
    }

    @Test
    void answersLikeAListWhereTimesAndPositionsHardlyMeet() throws IOException {
        try (TestLog log = new TestLog(directory, 10)) {
            SampleEvents.threeTiers(log, new Random(2));
            try (Replayer replayer = new Replayer(log.sources(), log.config(64 << 20, 1))) {
                for (CatalogFile file : log.catalogFiles()) {
                    long first = file.firstPosition();
                    long least = file.minRecordedAtMicros();
                    long greatest = file.maxRecordedAtMicros();
                    for (ReplayRequest request : List.of(
                            recorded(first, first + 5, greatest, Long.MAX_VALUE),
                            recorded(first + 5, first + 5, least, greatest),
                            recorded(file.lastPosition(), Long.MAX_VALUE, least, least + 1),
                            recorded(first, file.endPosition(), greatest, greatest + 1),
                            recorded(first, file.endPosition(), least, least))) {
                        assertThat(read(replayer, request))
                                .as("%s", request)
                                .isEqualTo(ModelReplay.answer(log.model(), request));
                    }
                }
            }
        }
    }

    private static ReplayRequest recorded(long from, long to, long since, long until) {
        return ReplayRequest.all().withPositions(from, to).withTimes(TimeBasis.RECORDED, since, until);
    }

    static List<RecordedEvent> read(Replayer replayer, ReplayRequest request) {
        List<RecordedEvent> events = new ArrayList<>();
        try (EventCursor cursor = replayer.replay(request)) {
            while (cursor.next()) {
                events.add(cursor.event());
            }
        }
        return events;
    }

    private static ReplayRequest request(TestLog log, Random random) {
        int head = log.model().size();
        ReplayRequest request = ReplayRequest.all();
        if (random.nextBoolean()) {
            long from = random.nextInt(head + 2);
            request = request.withPositions(from, random.nextBoolean() ? Long.MAX_VALUE : from + random.nextInt(head));
        }
        if (random.nextInt(3) == 0) {
            TimeBasis basis = random.nextBoolean() ? TimeBasis.RECORDED : TimeBasis.BUSINESS;
            long since = random.nextInt(4) == 0 ? Long.MIN_VALUE : anyTime(log, random);
            long until = random.nextInt(4) == 0 ? Long.MAX_VALUE : anyTime(log, random);
            request = request.withTimes(basis, Math.min(since, until), Math.max(since, until));
        }
        if (random.nextInt(3) == 0) {
            request = request.withTypes(random.nextBoolean() ? Set.of("Opened") : Set.of("Paid", "Closed", "Absent"));
        }
        if (random.nextInt(3) == 0) {
            request = request.withSubject(
                    random.nextInt(8) == 0
                            ? new AggregateId("unknown")
                            : log.model().get(random.nextInt(head)).event().subject());
        }
        if (random.nextInt(3) == 0) {
            long from = random.nextInt(12);
            request = request.withVersions(from, random.nextBoolean() ? Long.MAX_VALUE : from + random.nextInt(12));
        }
        return random.nextInt(3) == 0 ? request.withOrder(ReplayOrder.AGGREGATE) : request;
    }

    private static long anyTime(TestLog log, Random random) {
        RecordedEvent event = log.model().get(random.nextInt(log.model().size()));
        return event.recordedAtMicros() + random.nextInt(3) - 1;
    }
}
