package io.varve.tiering.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.cold.FaultyObjectStore.When;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyObjectStoreTest {

    private static final byte[] CONTENT = {1, 2, 3, 4};

    @TempDir
    Path directory;

    private final FaultyObjectStore store = faulty();

    private static FaultyObjectStore faulty() {
        return new FaultyObjectStore(
                new InMemoryObjectStore(InstantSource.fixed(Instant.parse("2026-01-31T00:00:00Z"))));
    }

    /** Without faults it keeps the contract of the store it wraps. */
    @Nested
    class Healthy extends ObjectStoreContract {

        @Override
        ObjectStore open() {
            return faulty();
        }
    }

    @Test
    void failsBeforeAndAfterTheEffect() throws IOException {
        store.failNext(Operation.PUT, When.BEFORE_EFFECT, Kind.SLOW_DOWN);
        store.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE);

        assertFails(Kind.SLOW_DOWN, this::put);
        assertThat(store.find("a")).isEmpty();
        assertFails(Kind.UNREACHABLE, this::put);
        assertThat(store.find("a")).isPresent();
        assertThat(put()).isEqualTo(PutOutcome.ALREADY_THERE);
        assertThat(store.history(Operation.PUT))
                .extracting(call -> call.failure() == null)
                .containsExactly(false, false, true);
    }

    @Test
    void isDeniedUntilItHeals() throws IOException {
        store.failAll(Kind.DENIED);
        assertFails(Kind.DENIED, this::put);
        assertFails(Kind.DENIED, () -> store.list(""));

        store.heal();

        assertThat(store.list("")).isEmpty();
    }

    @Test
    void altersWhatIsRead() throws IOException {
        put();
        store.alterReads(key -> key.equals("a"));
        byte[] read = new byte[4];
        store.readFully("a", 0, read, 0, 4);
        Path copy = directory.resolve("copy");
        store.download("a", copy);

        assertThat(read).containsExactly(1, 2, 2, 4);
        assertThat(copy).hasBinaryContent(read);
        store.heal();
        store.readFully("a", 0, read, 0, 4);
        assertThat(read).isEqualTo(CONTENT);
    }

    @Test
    void listsLateWhatIsThere() throws IOException {
        store.lagLists();
        put();
        assertThat(store.list("")).isEmpty();
        store.heal();
        assertThat(store.list("a")).hasSize(1);
        store.lagLists();
        store.delete("a");
        assertThat(store.list("")).hasSize(1);
        assertThat(store.find("a")).isEmpty();
    }

    private interface Call {
        Object run() throws IOException;
    }

    private PutOutcome put() throws IOException {
        Path file = Files.write(directory.resolve("file"), CONTENT);
        return store.put("a", file, Sha256.newDigest().digest(CONTENT), "a1");
    }

    private static void assertFails(Kind kind, Call call) {
        assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
