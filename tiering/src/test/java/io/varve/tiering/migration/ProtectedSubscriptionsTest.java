package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.Durability;
import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.FaultyObjectStore;
import io.varve.tiering.cold.FaultyObjectStore.Call;
import io.varve.tiering.cold.FaultyObjectStore.Operation;
import io.varve.tiering.cold.FaultyObjectStore.When;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStoreException;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.protection.Protection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of subscriptions in the bucket: there with the events that they speak of, never before these, never stale. */
final class ProtectedSubscriptionsTest {

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock("2026-01-01T12:00:00Z");
    private final FaultyObjectStore bucket = new FaultyObjectStore(new InMemoryObjectStore(clock));
    private final AtomicReference<String> state = new AtomicReference<>("none");
    private TestLog log;
    private Protection protection;

    @BeforeEach
    void open() {
        log = new TestLog(directory.resolve("log"), bucket, clock, Duration.ZERO, Durability.PROCESS, true);
        begin(this::bytes);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void begin(Supplier<byte[]> subscriptions) {
        protection = new Protection(log.context.sources(), log.bucket, clock, subscriptions);
    }

    private byte[] bytes() {
        return String.valueOf(state.get()).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatChangedIsPutAndNobodyIsAskedWhereNothingDid() throws IOException {
        protection.ship();
        assertThat(copies()).containsExactly("none");
        for (String each : List.of("a", "b", "c", "d", "e", "f")) {
            state.set(each);
            protection.ship();
        }
        assertThat(copies()).as("the newest five").containsExactly("b", "c", "d", "e", "f");

        int calls = bucket.history().size();
        protection.ship();
        protection.shipRest();
        assertThat(bucket.history()).hasSize(calls);

        state.set("at the end");
        protection.shipRest();
        assertThat(copies()).endsWith("at the end");
    }

    @Test
    void noCopyIsAheadOfTheEventsInTheBucket() throws IOException {
        AtomicBoolean isFast = new AtomicBoolean();
        begin(() -> {
            if (isFast.get()) { // a consumer that has acknowledged what came a moment ago
                append("event-" + log.appender.head());
            }
            return String.valueOf(log.appender.head()).getBytes(StandardCharsets.UTF_8);
        });
        protection.ship();
        isFast.set(true);
        for (int i = 0; i < 4; i++) {
            protection.ship();
            assertThat(copies()).last().isEqualTo(String.valueOf(protection.protectedTo()));
        }
    }

    @Test
    void noCopyComesBeforeTheEventsThatItSpeaksOf() throws IOException {
        protection.ship();
        append("1");
        state.set("one acknowledged");
        bucket.failNext(Operation.PUT, When.BEFORE_EFFECT, Kind.UNREACHABLE);
        assertThatThrownBy(protection::ship).isInstanceOf(ObjectStoreException.class);
        assertThat(protection.protectedTo()).isZero();
        assertThat(copies()).containsExactly("none");
    }

    @Test
    void aProcessBeginsWithItsOwnAndRemovesWhatMayBeOfAnotherHistory() throws IOException {
        append("1");
        protection.ship();
        state.set("old history");
        protection.ship();
        assertThat(copies()).hasSize(2);

        state.set("recovered");
        begin(this::bytes);
        append("2");
        int before = bucket.history(Operation.PUT).size();
        protection.ship();
        assertThat(bucket.history(Operation.PUT).subList(before, before + 2))
                .extracting(Call::subject)
                .as("no event before it")
                .satisfiesExactly(
                        first ->
                                assertThat(first).startsWith(log.bucket.layout().subscriptionsPrefix()),
                        second -> assertThat(second)
                                .startsWith(log.bucket.layout().segmentPrefix()));
        assertThat(copies()).containsExactly("recovered");
        assertThat(protection.protectedTo()).isEqualTo(2);
    }

    @Test
    void subscriptionsThatCannotBeReadHoldNoEventUpAndAreTold() throws IOException {
        protection.ship();
        clock.advance(Duration.ofMinutes(1));
        append("1");
        begin(() -> {
            throw new IllegalStateException("its checksum is wrong");
        });
        assertThatThrownBy(protection::ship).hasMessageContaining("its checksum is wrong");
        assertThat(protection.protectedTo()).isEqualTo(1);
        assertThat(protection.lastShipped()).as("not all is there").isEmpty();
        assertThat(copies()).as("what was there stays").containsExactly("none");
    }

    @Test
    void aPutWhoseAnswerIsLostIsFound() throws IOException {
        protection.ship();
        state.set("next");
        bucket.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE);
        assertThatThrownBy(protection::ship).isInstanceOf(ObjectStoreException.class);
        protection.ship();
        assertThat(copies()).containsExactly("next");
    }

    @Test
    void aMigrationTakesThemForNoLeftover() throws IOException {
        append("1");
        clock.advance(Duration.ofDays(400));
        append("2");
        protection.ship();
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
        clock.advance(Duration.ofDays(2));
        log.migrator.migrate(clock.instant(), MigrationListener.SILENT, true);
        assertThat(copies()).containsExactly("none");
    }

    private void append(String id) {
        log.append(List.of(Event.json(id, "/s", "a", "T", "{}")));
    }

    private List<String> copies() throws IOException {
        List<String> copies = new ArrayList<>();
        for (ObjectInfo object : bucket.list(log.bucket.layout().subscriptionsPrefix())) {
            copies.add(new String(StoredBytes.read(bucket, object), StandardCharsets.UTF_8));
        }
        return copies;
    }
}
