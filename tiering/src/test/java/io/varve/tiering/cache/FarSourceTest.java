package io.varve.tiering.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.parquet.ByteRange;
import io.varve.tiering.parquet.FileBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through the cache a far file gives the bytes of a plain array, whatever happens to the cache and to the store. */
final class FarSourceTest {

    private static final int SMALL_CACHE = 40 * FileBlocks.BYTES;

    @TempDir
    private Path directory;

    private final FetchPool pool = new FetchPool(8);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void givesTheBytesOfAnArrayUnderDamageFailuresAndRestarts() throws IOException {
        long seed = Long.getLong("varve.cache.seed", new Random().nextLong());
        System.out.println("FarSourceTest -Dvarve.cache.seed=" + seed);
        Random random = new Random(seed);
        List<FarFile> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            files.add(new FarFile(random, 1 + random.nextInt(300 * FileBlocks.BYTES)));
        }
        Path cacheDirectory = directory.resolve("cache");
        long evictions = 0;
        long damaged = 0;
        long hits = 0;
        for (int round = 0; round < 12; round++) {
            if (random.nextInt(4) == 0) {
                delete(cacheDirectory);
            }
            int bytes = random.nextInt(5) == 0 ? 2 * SMALL_CACHE : SMALL_CACHE;
            try (BlockCache cache = BlockCache.open(cacheDirectory, bytes)) {
                for (int step = 0; step < 60; step++) {
                    FarFile file = files.get(random.nextInt(files.size()));
                    if (random.nextInt(6) == 0) {
                        alter(cacheDirectory, random);
                    }
                    boolean fails = random.nextInt(5) == 0;
                    file.answer = fails ? request -> fail() : request -> {};
                    int before = file.requests.get();
                    List<ByteRange> ranges = file.ranges(random);
                    try {
                        file.through(pool, cache).readFully(ranges);
                        assertThat(file.gave(ranges)).as("seed %s", seed).isTrue();
                        assertThat(fails && file.requests.get() > before)
                                .as("seed %s", seed)
                                .isFalse();
                    } catch (IOException e) {
                        assertThat(fails).as("seed %s: %s", seed, e).isTrue();
                    }
                }
                CacheStatistics statistics = cache.statistics();
                assertThat(statistics.storedBytes()).isLessThanOrEqualTo(statistics.maxBytes());
                assertThat(statistics.maxBytes()).isLessThanOrEqualTo(bytes);
                assertThat(statistics.failures()).isZero();
                evictions += statistics.evictions();
                damaged += statistics.damaged();
                hits += statistics.hits();
            }
        }
        assertThat(hits).isPositive();
        assertThat(evictions).isPositive();
        assertThat(damaged).isPositive();
    }

    @Test
    void givesTheBytesOfAnArrayToReadersAtTheSameTime() throws Exception {
        long seed = Long.getLong("varve.cache.seed", new Random().nextLong());
        System.out.println("FarSourceTest -Dvarve.cache.seed=" + seed);
        FarFile file = new FarFile(new Random(seed), 200 * FileBlocks.BYTES + 77);
        file.answer = request -> {
            if (request % 7 == 0) {
                fail();
            }
        };
        try (BlockCache cache = BlockCache.open(directory, SMALL_CACHE)) {
            FarSource source = file.through(pool, cache);
            List<Callable<Boolean>> readers = new ArrayList<>();
            for (int reader = 0; reader < 6; reader++) {
                Random own = new Random(seed + reader);
                readers.add(() -> readOften(file, source, own));
            }
            for (Future<Boolean> all : atOnce(readers)) {
                assertThat(all.get(60, TimeUnit.SECONDS)).as("seed %s", seed).isTrue();
            }
            assertThat(cache.statistics().damaged()).isZero();
        }
    }

    @Test
    void aSecondLookIsAnsweredByTheCacheAlsoAfterARestart() throws IOException {
        FarFile file = new FarFile(new Random(1), 100 * FileBlocks.BYTES + 5);
        for (int round = 0; round < 3; round++) {
            try (BlockCache cache = BlockCache.open(directory, 8L << 20)) {
                List<ByteRange> ranges = List.of(file.range(3, 5), file.range(60, 61), file.range(99, 101));
                file.through(pool, cache).readFully(ranges);
                assertThat(file.gave(ranges)).isTrue();
                assertThat(cache.statistics().hits()).isEqualTo(round == 0 ? 0 : 5);
            }
        }
        assertThat(file.requests).hasValue(2);
    }

    @Test
    void wholeRunsPassTheCacheBy() throws IOException {
        FarFile file = new FarFile(new Random(1), 100 * FileBlocks.BYTES);
        try (BlockCache cache = BlockCache.open(directory, SMALL_CACHE)) {
            FarSource source = file.through(pool, cache);
            source.readFully(List.of(file.range(7, 9)));
            List<ByteRange> run = List.of(file.range(0, 50), file.range(50, 100));
            source.readOnce(run);
            assertThat(file.gave(run)).isTrue();
            int requests = file.requests.get();
            source.readFully(List.of(file.range(7, 9)));
            assertThat(file.requests).hasValue(requests);
            assertThat(cache.statistics().evictions()).isZero();
        }
    }

    @Test
    void asksForAllRangesAtOnce() throws Exception {
        FarFile file = new FarFile(new Random(1), 1_000 * FileBlocks.BYTES);
        CountDownLatch together = new CountDownLatch(4);
        file.answer = request -> await(together);
        List<ByteRange> ranges =
                List.of(file.range(0, 1), file.range(300, 301), file.range(600, 603), file.range(999, 1_000));
        file.through(pool, null).readFully(ranges);
        assertThat(file.gave(ranges)).isTrue();
        assertThat(file.requests).hasValue(4);
    }

    @Test
    void oneReaderFetchesForAllAndItsFailureIsKeptByNobody() throws Exception {
        FarFile file = new FarFile(new Random(1), 10 * FileBlocks.BYTES);
        FarSource source = file.through(pool, null);
        CountDownLatch waiting = new CountDownLatch(1);
        file.answer = request -> {
            hold(waiting);
            fail();
        };
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int reader = 0; reader < 5; reader++) {
            Thread thread = new Thread(() -> {
                try {
                    source.readFully(List.of(file.range(2, 4)));
                } catch (IOException e) {
                    failures.add(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        waiting.countDown();
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(failures).hasSize(5).allMatch(failure -> "the store fails".equals(failure.getMessage()));
        assertThat(file.requests).hasValue(1);

        file.answer = request -> {};
        List<ByteRange> ranges = List.of(file.range(2, 4));
        source.readFully(ranges);
        assertThat(file.gave(ranges)).isTrue();
        assertThat(file.requests).hasValue(2);
    }

    @Test
    void aFarFileThatIsAlteredIsNotKept() throws IOException {
        FarFile file = new FarFile(new Random(1), 10 * FileBlocks.BYTES);
        try (BlockCache cache = BlockCache.open(directory, SMALL_CACHE)) {
            FarSource source = file.through(pool, cache);
            file.bytes[5_000] ^= 1;
            source.readFully(List.of(file.range(0, 3)));
            file.bytes[5_000] ^= 1;
            List<ByteRange> again = List.of(file.range(0, 3));
            source.readFully(again);
            assertThat(file.gave(again)).isTrue();
            assertThat(file.requests).hasValue(2);
        }
    }

    @Test
    void aCacheThatCannotBeOpenedSaysSo() throws IOException {
        Path taken = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> BlockCache.open(taken, SMALL_CACHE)).isInstanceOf(IOException.class);
    }

    private static boolean readOften(FarFile file, FarSource source, Random random) {
        for (int i = 0; i < 150; i++) {
            List<ByteRange> ranges = file.ranges(random);
            try {
                source.readFully(ranges);
                if (!file.gave(ranges)) {
                    return false;
                }
            } catch (IOException e) {
                if (!"the store fails".equals(e.getMessage())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static <T> List<Future<T>> atOnce(List<Callable<T>> tasks) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            return threads.invokeAll(tasks);
        } finally {
            threads.shutdown();
        }
    }

    private static void fail() throws IOException {
        throw new IOException("the store fails");
    }

    private static void await(CountDownLatch latch) throws IOException {
        latch.countDown();
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the others did not come");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void hold(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Flips a bit in one of the two files of the cache. */
    private static void alter(Path cache, Random random) throws IOException {
        Path path = cache.resolve(random.nextInt(4) == 0 ? "slots" : "blocks");
        long length = Files.size(path);
        if (length > 16) {
            try (CacheFile file = new CacheFile(path)) {
                long at = 16 + random.nextLong(length - 16);
                java.nio.ByteBuffer one = java.nio.ByteBuffer.allocate(1);
                file.read(at, one);
                file.write(at, java.nio.ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve("blocks"));
        Files.deleteIfExists(directory.resolve("slots"));
        Files.deleteIfExists(directory);
    }
}
