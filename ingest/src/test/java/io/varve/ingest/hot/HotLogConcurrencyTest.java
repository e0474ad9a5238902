package io.varve.ingest.hot;

import static io.varve.ingest.hot.HotSamples.DAY;
import static io.varve.ingest.hot.HotSamples.START;
import static io.varve.ingest.hot.HotSamples.append;
import static io.varve.ingest.hot.HotSamples.requireEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class HotLogConcurrencyTest {

    private static final int BATCHES = 4_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void readersSeeWholeDenseEventsWhileOneWritesAndOneReleases() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (HotLog log = HotLog.open(HotSamples.daily(directory))) {
            List<Future<Long>> readers = new ArrayList<>();
            readers.add(threads.submit(() -> follow(log, done)));
            readers.add(threads.submit(() -> pick(log, done, 1)));
            readers.add(threads.submit(() -> pick(log, done, 2)));
            Future<?> releaser = threads.submit(() -> {
                while (!done.get()) {
                    log.release(log.nextPosition() - 2_000);
                    log.cycles();
                }
            });
            Random random = new Random(3);
            for (int i = 0; i < BATCHES; i++) {
                append(log, START + i / 100 * DAY, 1 + random.nextInt(20));
                if (i % 50 == 0) {
                    log.sync();
                }
            }
            done.set(true);
            releaser.get();
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    /** Reads what is new, again and again; starts over where the log begins if it was overtaken by the release. */
    private static long follow(HotLog log, AtomicBoolean done) {
        long position = 0;
        long seen = 0;
        while (!done.get() || seen == 0) {
            try (HotCursor cursor = log.read(position, Long.MAX_VALUE)) {
                while (cursor.next()) {
                    requireEvent(cursor, position++);
                    seen++;
                }
            } catch (HotLogException e) {
                assertThat(position).isLessThan(log.firstPosition());
                position = log.firstPosition();
            }
        }
        return seen;
    }

    private static long pick(HotLog log, AtomicBoolean done, long seed) {
        Random random = new Random(seed);
        long seen = 0;
        while (!done.get() || seen == 0) {
            long first = log.firstPosition();
            long position = first + (long) (random.nextDouble() * (log.nextPosition() - first));
            try (HotCursor cursor = log.read(position, position + 3)) {
                while (cursor.next()) {
                    requireEvent(cursor, position++);
                    seen++;
                }
            } catch (HotLogException e) {
                assertThat(position).isLessThan(log.firstPosition());
            }
        }
        return seen;
    }
}
