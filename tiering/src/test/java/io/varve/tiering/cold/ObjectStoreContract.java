package io.varve.tiering.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.parquet.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link ObjectStore} promises, whoever keeps it. A backend that cannot do a case overrides it with the reason.
 */
abstract class ObjectStoreContract {

    private static final String KEY = "events/2026-01-31.parquet";
    private static final int PARALLEL = 8;

    @TempDir
    Path directory;

    ObjectStore store;

    /** A store with nothing in it. */
    abstract ObjectStore open() throws IOException;

    /** For a case that a backend cannot do. */
    static void cannot(String reason) {
        abort(reason);
    }

    @BeforeEach
    final void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void tellsWhatWasPut() throws IOException {
        byte[] bytes = bytes(100_000);
        assertThat(put(KEY, bytes, "a1")).isEqualTo(PutOutcome.CREATED);

        ObjectInfo found = store.find(KEY).orElseThrow();
        assertThat(found.key()).isEqualTo(KEY);
        assertThat(found.bytes()).isEqualTo(bytes.length);
        assertThat(found.sha256()).isEqualTo(sha256(bytes));
        assertThat(found.attempt()).isEqualTo("a1");
        assertThat(found.lastModified()).isAfter(Instant.EPOCH);
        assertThat(read(KEY, 0, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void keepsAnEmptyObject() throws IOException {
        put(KEY, new byte[0], "a1");

        assertThat(store.find(KEY).orElseThrow().bytes()).isZero();
        Path copy = directory.resolve("copy");
        store.download(KEY, copy);
        assertThat(copy).isEmptyFile();
    }

    @Test
    void readsRangesWithBothEnds() throws IOException {
        byte[] bytes = bytes(10_000);
        put(KEY, bytes, "a1");

        assertThat(read(KEY, 0, 1)).isEqualTo(Arrays.copyOfRange(bytes, 0, 1));
        assertThat(read(KEY, 4_096, 4_096)).isEqualTo(Arrays.copyOfRange(bytes, 4_096, 8_192));
        assertThat(read(KEY, 9_999, 1)).isEqualTo(Arrays.copyOfRange(bytes, 9_999, 10_000));
        assertThat(read(KEY, 20_000, 0)).isEmpty();
    }

    @Test
    void touchesOnlyTheRangeOfTheTarget() throws IOException {
        put(KEY, new byte[] {1, 2, 3, 4}, "a1");
        byte[] target = new byte[6];

        store.readFully(KEY, 1, target, 2, 2);

        assertThat(target).containsExactly(0, 0, 2, 3, 0, 0);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> store.readFully(KEY, 0, target, 5, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> store.readFully(KEY, -1, target, 0, 1));
    }

    @Test
    void loadsAWholeObject() throws IOException {
        byte[] bytes = bytes(70_000);
        put(KEY, bytes, "a1");

        assertThat(store.load(KEY)).isEqualTo(bytes);
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> store.load("absent/object"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 91, 100, 5_000})
    void neverReadsPastTheEnd(long offset) throws IOException {
        put(KEY, bytes(100), "a1");
        int length = offset == 0 ? 101 : 10;

        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> read(KEY, offset, length))
                .withMessageContaining(KEY)
                .withMessageNotContaining("\n");
    }

    @Test
    void readsInParallel() throws Exception {
        byte[] bytes = bytes(256 * 1024);
        put(KEY, bytes, "a1");
        try (ByteSource source = store.byteSource(KEY, bytes.length)) {
            List<Callable<byte[]>> reads = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int offset = i * 4096;
                reads.add(() -> {
                    byte[] target = new byte[4096];
                    source.readFully(offset, target, 0, 4096);
                    return target;
                });
            }
            List<byte[]> blocks = inParallel(reads);
            for (int i = 0; i < 64; i++) {
                assertThat(blocks.get(i)).isEqualTo(Arrays.copyOfRange(bytes, i * 4096, (i + 1) * 4096));
            }
        }
    }

    @Test
    void givesBytesToReadersOfFiles() throws IOException {
        put(KEY, bytes(100), "a1");
        try (ByteSource source = store.byteSource(KEY, 100)) {
            assertThat(source.length()).isEqualTo(100);
            assertThat(source.location()).isEqualTo(store.uri(KEY).toString());
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> source.readFully(99, new byte[2], 0, 2));
        }
        assertThat(store.find(KEY)).as("the store is open still").isPresent();
    }

    @Test
    void saysWhatIsAbsent() throws IOException {
        assertThat(store.find("no/such")).isEmpty();
        assertThatExceptionOfType(NoSuchObjectException.class)
                .isThrownBy(() -> read("no/such", 0, 1))
                .withMessageContaining("no/such");
        Path copy = directory.resolve("copy");
        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> store.download("no/such", copy));
        assertThat(copy).doesNotExist();
        assertThat(store.list("no/")).isEmpty();
    }

    @Test
    void deletesWhatIsThereAndWhatIsNot() throws IOException {
        put(KEY, bytes(10), "a1");

        store.delete(KEY);
        assertThat(store.find(KEY)).isEmpty();
        store.delete(KEY);
        store.delete("never/was");

        assertThat(put(KEY, bytes(10), "a2")).isEqualTo(PutOutcome.CREATED);
    }

    @Test
    void knowsItsOwnEarlierPut() throws IOException {
        byte[] bytes = bytes(1_000);
        put(KEY, bytes, "a1");

        assertThat(put(KEY, bytes, "a1")).isEqualTo(PutOutcome.ALREADY_THERE);
        assertThat(read(KEY, 0, bytes.length)).isEqualTo(bytes);
    }

    @Test
    void neverReplacesAnObject() throws IOException {
        byte[] first = bytes(1_000);
        put(KEY, first, "a1");

        assertThatExceptionOfType(ObjectExistsException.class)
                .as("another attempt")
                .isThrownBy(() -> put(KEY, first, "a2"))
                .withMessageContaining(KEY)
                .withMessageContaining("a1")
                .withMessageContaining("a2");
        assertThatExceptionOfType(ObjectExistsException.class)
                .as("other bytes")
                .isThrownBy(() -> put(KEY, bytes(999), "a1"));
        assertThat(read(KEY, 0, first.length)).isEqualTo(first);
        assertThat(store.find(KEY).orElseThrow().attempt()).isEqualTo("a1");
    }

    @Test
    void letsOneOfManyWritersCreate() throws Exception {
        List<Callable<String>> puts = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            String attempt = "a" + i;
            byte[] bytes = bytes(10_000 + i);
            Path file = file(bytes);
            puts.add(() -> {
                try {
                    return store.put(KEY, file, sha256(bytes), attempt) == PutOutcome.CREATED ? attempt : "";
                } catch (ObjectExistsException e) {
                    return "";
                }
            });
        }

        List<String> winners =
                inParallel(puts).stream().filter(winner -> !winner.isEmpty()).toList();

        assertThat(winners).hasSize(1);
        ObjectInfo found = store.find(KEY).orElseThrow();
        assertThat(found.attempt()).isEqualTo(winners.get(0));
        assertThat(sha256(read(KEY, 0, (int) found.bytes()))).isEqualTo(found.sha256());
    }

    @Test
    void downloadsWhole() throws IOException {
        byte[] bytes = bytes(300_000);
        put(KEY, bytes, "a1");
        Path copy = directory.resolve("copy");
        Files.writeString(copy, "what was there before");

        store.download(KEY, copy);

        assertThat(copy).hasBinaryContent(bytes);
        try (var files = Files.list(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("copy")))
                    .as("nothing is left beside it")
                    .containsExactly(copy);
        }
    }

    @Test
    void listsByPrefixInOrder() throws IOException {
        for (String key : List.of("b/2", "a/10", "a/2", "b/1", "ab/c/d")) {
            put(key, bytes(key.length()), "a1");
        }

        assertThat(store.list("")).extracting(ObjectInfo::key).containsExactly("a/10", "a/2", "ab/c/d", "b/1", "b/2");
        assertThat(store.list("a/")).extracting(ObjectInfo::key).containsExactly("a/10", "a/2");
        assertThat(store.list("a")).extracting(ObjectInfo::key).containsExactly("a/10", "a/2", "ab/c/d");
        assertThat(store.list("b/")).extracting(ObjectInfo::bytes).containsOnly(3L);
    }

    @Test
    void refusesAPutWithoutAFile() throws IOException {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> store.put(KEY, directory.resolve("absent"), new byte[32], "a1"));
        assertThat(store.find(KEY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/./b", "a b", "a?b", "ı", "a\\b"})
    void refusesWhatIsNoKey(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> store.find(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store.delete(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store.uri(key));
    }

    @Test
    void namesObjectsByUri() {
        URI uri = store.uri(KEY);

        assertThat(uri.getScheme()).isEqualTo("s3");
        assertThat(uri.toString()).endsWith("/" + KEY);
        assertThat(store.key(uri)).isEqualTo(KEY);
        assertThatIllegalArgumentException().isThrownBy(() -> store.key(URI.create("s3://elsewhere/" + KEY)));
    }

    final PutOutcome put(String key, byte[] bytes, String attempt) throws IOException {
        return store.put(key, file(bytes), sha256(bytes), attempt);
    }

    final byte[] read(String key, long offset, int length) throws IOException {
        byte[] target = new byte[length];
        store.readFully(key, offset, target, 0, length);
        return target;
    }

    final Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(directory, "put", ".bin"), bytes);
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static byte[] sha256(byte[] bytes) {
        return Sha256.newDigest().digest(bytes);
    }

    private static <T> List<T> inParallel(List<Callable<T>> calls) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
