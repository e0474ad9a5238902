package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories against simple maps. Each seed runs by itself, its number in the name of the test; a failure in a
 * run with fresh seeds is repeated with {@code -Dvarve.test.seed=N}.
 */
@Timeout(300)
final class EventIndexPropertyTest {

    private static final int GENERATION = 256;
    private static final int RUN_EVENTS = 32;
    private static final int STEPS = 60;

    @TempDir
    Path directory;

    private final SampleLog log = new SampleLog();
    private long filesTo;
    private long sealedTo;
    private long hotFrom;
    private long idsFrom;

    static long[] seeds() {
        Long asked = Long.getLong("varve.test.seed");
        if (asked != null) {
            return new long[] {asked};
        }
        long fresh = new SplittableRandom().nextLong();
        return new long[] {1, 2, 3, fresh};
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithMaps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventIndex index = open(random);
        try {
            for (int step = 0; step < STEPS; step++) {
                index = step(index, random);
                check(index, random, "seed " + seed + " step " + step);
            }
        } finally {
            index.close();
        }
    }

    private EventIndex open(SplittableRandom random) {
        return new EventIndex(new EventIndexConfig(directory, random.nextInt(1, 200), 1 << 12), GENERATION);
    }

    private EventIndex step(EventIndex index, SplittableRandom random) {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> append(index, random.nextInt(1, 150), random);
            case 4 -> index.flush();
            case 5 -> addFile(index, random);
            case 6 -> sealedTo = filesTo;
            case 7 -> forget(index, random);
            case 8 -> {
                index.close();
                return open(random);
            }
            default -> {
                return crash(index, random);
            }
        }
        return index;
    }

    private void append(EventIndex index, int events, SplittableRandom random) {
        int aggregates = random.nextInt(1, 400);
        for (int i = 0; i < events; i++) {
            index.add(log.append("account-" + random.nextInt(aggregates)));
        }
    }

    /** Files are of whole runs; some come a second time. */
    private void addFile(EventIndex index, SplittableRandom random) {
        long runs = (log.size() - filesTo) / RUN_EVENTS;
        if (runs > 0) {
            long end = filesTo + random.nextLong(1, runs + 1) * RUN_EVENTS;
            index.addFile(log.file(filesTo, end, 2 * RUN_EVENTS).iterator(), end);
            index.addFile(log.file(filesTo, end, RUN_EVENTS).iterator(), end);
            filesTo = end;
        }
    }

    private void forget(EventIndex index, SplittableRandom random) {
        index.flush();
        hotFrom = Math.max(hotFrom, sealedTo);
        idsFrom = Math.max(idsFrom, hotFrom / 2);
        index.forget(hotFrom, idsFrom * SampleLog.MICROS_PER_EVENT);
        if (random.nextBoolean()) {
            index.flush();
        }
    }

    /** Goes on from where tables are there that the meta record does not know yet. */
    private EventIndex crash(EventIndex index, SplittableRandom random) {
        index.flush();
        long indexedTo = index.indexedTo();
        append(index, random.nextInt(1, 40), random);
        index.close();
        EventIndexCrashTest.turnBack(directory, GENERATION, indexedTo);
        EventIndex reopened = open(random);
        log.addTo(reopened, reopened.indexedTo(), log.size());
        return reopened;
    }

    private void check(EventIndex index, SplittableRandom random, String what) {
        long head = Math.max(sealedTo, log.size() - random.nextInt(Math.min(20, log.size() + 1)));
        for (AggregateId aggregate : log.aggregates()) {
            assertThat(index.lastVersion(aggregate)).as(what).isEqualTo(log.lastVersion(aggregate, log.size()));
            long first = random.nextLong(-1, log.lastVersion(aggregate, log.size()) + 2);
            assertThat(log.resolve(aggregate, index.locate(aggregate, first, sealedTo, head), RUN_EVENTS))
                    .as("%s: %s from %s", what, aggregate, first)
                    .isEqualTo(log.positions(aggregate, first, head));
        }
        for (int i = 0; i < 200 && log.size() > 0; i++) {
            long position = random.nextLong(log.size());
            KnownEvent found = index.findId(SampleLog.idKey(position));
            if (found == null) {
                assertThat(position / GENERATION).as(what).isLessThan(hotFrom / GENERATION);
                assertThat(position).as(what).isLessThan(idsFrom);
            } else {
                assertThat(found).as(what).isEqualTo(log.known(position));
            }
            assertThat(index.findId(SampleLog.unknownId(i))).as(what).isNull();
        }
    }
}
