package io.varve.ingest.hot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hot log and a plain list take the same appends, releases and reopenings, and must show the same. */
final class HotLogPropertyTest {

    private static final int STEPS = 400;

    @SuppressWarnings("ArrayRecordComponent")
    private record Kept(long version, long recordedAtMicros, byte[] content, boolean lastOfBatch) {}

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 20_260_131, -7})
    void showsWhatAListShows(long seed) {
        Random random = new Random(seed);
        CycleLength length = random.nextBoolean() ? CycleLength.DAY : CycleLength.HOUR;
        List<Kept> model = new ArrayList<>();
        long first = 0;
        long micros = HotSamples.START;
        HotLog log = HotLog.open(new HotLogConfig(directory, length, 0));
        try {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> micros += random.nextInt(3) * HotSamples.DAY / (length == CycleLength.DAY ? 1 : 24);
                    case 1 -> log.sync();
                    case 2 -> {
                        if (random.nextInt(4) == 0) {
                            log.close();
                            log = HotLog.open(new HotLogConfig(directory, length, first));
                        }
                    }
                    case 3 -> {
                        long limit = first + (long) (random.nextDouble() * (model.size() - first + 1));
                        for (HotCycleInfo released : log.release(limit)) {
                            assertThat(released.firstPosition()).isEqualTo(first);
                            assertThat(released.endPosition()).isLessThanOrEqualTo(limit);
                            first = released.endPosition();
                        }
                    }
                    case 4, 5, 6 -> requireSame(log, model, first, random);
                    default -> append(log, model, micros += random.nextInt(1_000), random);
                }
                assertThat(log.firstPosition()).isEqualTo(first);
                assertThat(log.nextPosition()).isEqualTo(model.size());
            }
            requireRange(log, model, first, model.size());
        } finally {
            log.close();
        }
    }

    private static void append(HotLog log, List<Kept> model, long micros, Random random) {
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 500 : 4);
        long position = model.size();
        List<HotEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[random.nextInt(random.nextInt(50) == 0 ? 50_000 : 300)];
            random.nextBytes(content);
            events.add(new HotEvent(random.nextLong() >>> (1 + random.nextInt(63)), content));
            model.add(new Kept(events.get(i).version(), micros, content, i == count - 1));
        }
        log.append(new HotBatch(position, micros, null, events));
    }

    private static void requireSame(HotLog log, List<Kept> model, long first, Random random) {
        long from = first + (long) (random.nextDouble() * (model.size() - first + 1));
        requireRange(log, model, from, Math.min(model.size(), from + random.nextInt(100)));
    }

    private static void requireRange(HotLog log, List<Kept> model, long from, long to) {
        try (HotCursor cursor = log.read(from, to)) {
            for (long position = from; position < to; position++) {
                Kept kept = model.get((int) position);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.position()).isEqualTo(position);
                assertThat(cursor.version()).isEqualTo(kept.version());
                assertThat(cursor.recordedAtMicros()).isEqualTo(kept.recordedAtMicros());
                assertThat(cursor.content()).isEqualTo(kept.content());
                assertThat(cursor.lastOfBatch()).isEqualTo(kept.lastOfBatch());
            }
            assertThat(cursor.next()).isFalse();
        }
    }
}
