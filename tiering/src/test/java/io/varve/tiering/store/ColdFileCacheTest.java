package io.varve.tiering.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ColdFileCacheTest {

    private static final int BYTES = 10_000;

    @TempDir
    Path temporary;

    private final FaultyObjectStore store = new FaultyObjectStore(new InMemoryObjectStore(() -> Instant.EPOCH));
    private final AtomicLong seconds = new AtomicLong();

    @Test
    void fetchesOnceHoweverManyAsk() throws Exception {
        ColdFileCache cache = cache(3 * BYTES);
        CatalogFile file = file(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Path>> asks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asks.add(() -> {
                try (CachedFile held = cache.open(file)) {
                    assertThat(held.path()).hasSize(BYTES);
                    return held.path();
                }
            });
        }
        for (Future<Path> path : threads.invokeAll(asks)) {
            assertThat(path.get()).exists();
        }
        threads.shutdown();
        assertThat(downloads()).isOne();
    }

    @Test
    void removesWhatWasUsedLongestAgoAndNeverWhatIsHeld() throws IOException {
        ColdFileCache cache = cache(2 * BYTES);
        CachedFile first = cache.open(file(1));
        cache.open(file(2)).close();
        cache.open(file(3)).close();
        assertThat(names()).containsExactlyInAnyOrder(name(1), name(3));
        CachedFile third = cache.open(file(3));
        assertThat(downloads()).isEqualTo(3);
        assertThatThrownBy(() -> cache.open(file(4)))
                .isInstanceOf(ColdCacheFullException.class)
                .hasMessageContaining("has no room beside the 20000 bytes that are in use");
        first.close();
        first.close();
        cache.open(file(4)).close();
        assertThat(names()).containsExactlyInAnyOrder(name(3), name(4));
        third.close();
        assertThatThrownBy(() -> cache(BYTES - 1).open(file(5))).isInstanceOf(ColdCacheFullException.class);
    }

    @Test
    void goesOnWithWhatAnEarlierProcessLeft() throws IOException {
        ColdFileCache before = cache(2 * BYTES);
        before.open(file(1)).close();
        before.open(file(2)).close();
        before.open(file(1)).close();
        Files.writeString(directory().resolve(name(9) + ".part"), "cut off");
        ColdFileCache after = cache(2 * BYTES);
        after.open(file(1)).close();
        assertThat(downloads()).isEqualTo(2);
        after.open(file(3)).close();
        assertThat(names()).containsExactlyInAnyOrder(name(1), name(3));
    }

    @Test
    void handsOutNothingThatIsNotAsItsNameSays() throws IOException {
        cache(2 * BYTES).open(file(1)).close();
        Path path = directory().resolve(name(1));
        byte[] bytes = Files.readAllBytes(path);
        bytes[77] ^= 1;
        Files.write(path, bytes);
        try (CachedFile mended = cache(2 * BYTES).open(file(1))) {
            assertThat(mended.path()).hasBinaryContent(content(1));
        }
        Files.write(path, new byte[5]);
        try (CachedFile mended = cache(BYTES).open(file(1))) {
            assertThat(mended.path()).hasBinaryContent(content(1));
        }
        assertThat(downloads()).isEqualTo(3);

        ColdFileCache cache = cache(2 * BYTES);
        store.alterReads(key -> true);
        assertThatThrownBy(() -> cache.open(file(2))).isInstanceOfAny(DamagedFileException.class, IOException.class);
        store.heal();
        assertThat(names()).containsExactly(name(1));
        cache.open(file(2)).close();
        assertThat(names()).containsExactlyInAnyOrder(name(1), name(2));
    }

    @Test
    void fetchesAgainWhatWasDeletedWhileNobodyUsedIt() throws IOException {
        ColdFileCache cache = cache(2 * BYTES);
        cache.open(file(1)).close();
        Files.delete(directory().resolve(name(1)));
        try (CachedFile again = cache.open(file(1))) {
            assertThat(again.path()).hasBinaryContent(content(1));
        }
        Files.delete(directory().resolve(name(1)));
        Files.delete(directory());
        try (CachedFile again = cache.open(file(1))) {
            assertThat(again.path()).hasBinaryContent(content(1));
        }
        cache.open(file(2)).close();
        assertThat(names()).containsExactlyInAnyOrder(name(1), name(2));
    }

    @Test
    void whatIsMissingTakesNoRoom() throws IOException {
        ColdFileCache cache = cache(BYTES);
        CatalogFile gone = file(1);
        store.delete(name(1));
        assertThatThrownBy(() -> cache.open(gone)).isInstanceOf(NoSuchObjectException.class);
        cache.open(file(2)).close();
        assertThat(names()).containsExactly(name(2));
    }

    private ColdFileCache cache(long bytes) {
        return new ColdFileCache(store, directory(), bytes, () -> Instant.ofEpochSecond(seconds.incrementAndGet()));
    }

    private Path directory() {
        return temporary.resolve("cold-files");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory())) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private long downloads() {
        return store.history(Operation.DOWNLOAD).size();
    }

    private static byte[] content(int number) {
        byte[] bytes = new byte[BYTES];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static String name(int number) {
        String sha256 = HexFormat.of().formatHex(Sha256.newDigest().digest(content(number)));
        return new EventFileName(Partition.parse("1970-01-01"), number, number, "attempt", sha256).format();
    }

    /** An object with noise in it; what it holds is not the cache's concern. */
    private CatalogFile file(int number) throws IOException {
        byte[] content = content(number);
        if (store.find(name(number)).isEmpty()) {
            Path local = Files.write(temporary.resolve("local"), content);
            store.put(name(number), local, Sha256.newDigest().digest(content), "attempt");
        }
        return new CatalogFile(
                Partition.parse("1970-01-01"),
                Tier.COLD,
                store.uri(name(number)),
                number,
                number,
                1,
                BYTES,
                0,
                0,
                null,
                null);
    }
}
