package io.varve.query.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotStoreTest {

    private static final ProjectionKey BALANCE = new ProjectionKey("balance", 1, "ab".repeat(32));
    private static final ProjectionKey BALANCE_2 = new ProjectionKey("balance", 2, "ab".repeat(32));
    private static final ProjectionKey COUNT = new ProjectionKey("count", 1, "cd".repeat(32));
    private static final AggregateId ACCOUNT = new AggregateId("account");

    @TempDir
    private Path directory;

    @Test
    void keepsTheNewest() {
        try (SnapshotStore store = new SnapshotStore(directory)) {
            for (long position : new long[] {5, 3, 9, 7, 11, 1}) {
                store.put(BALANCE, ACCOUNT, at(position), 3);
            }
            assertThat(store.put(BALANCE, ACCOUNT, at(9), 3)).isFalse();
            assertThat(positions(store, BALANCE, 3)).containsExactly(11L, 9L, 7L);
            assertThat(positions(store, BALANCE_2, 3)).isEmpty();
            assertThat(store.find(BALANCE, new AggregateId("accoun"), 3).snapshots())
                    .isEmpty();
            assertThat(store.find(BALANCE, null, 3).snapshots()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".log", ".sst", "CURRENT", "MANIFEST-"})
    void losesNoMoreThanTheSlotWhoseFileWasAltered(String name) throws IOException {
        try (SnapshotStore store = new SnapshotStore(directory)) {
            for (long position = 1; position <= 3; position++) {
                store.put(BALANCE, ACCOUNT, at(position), 3);
            }
        }
        if (name.equals(".sst")) {
            reopened().close(); // what lies in a log is written to a table at the next start
        }
        Path newest = directory.resolve("slot-2");
        alter(newest, name);
        try (SnapshotStore store = reopened()) {
            assertThat(positions(store, BALANCE, 3)).endsWith(2L, 1L).doesNotContain(3L);
            assertThat(store.put(BALANCE, ACCOUNT, at(4), 3)).isTrue();
            assertThat(positions(store, BALANCE, 3)).containsExactly(4L, 2L, 1L);
        }
    }

    @Test
    void goesOnWithoutASlotThatCannotBeOpened() throws IOException {
        try (SnapshotStore store = new SnapshotStore(directory)) {
            for (long position = 1; position <= 3; position++) {
                store.put(BALANCE, ACCOUNT, at(position), 3);
            }
            store.takenTo(BALANCE, 4);
        }
        Path lock = directory.resolve("slot-0/LOCK");
        java.nio.file.Files.delete(lock);
        java.nio.file.Files.createDirectory(lock); // as another process would, or a disk that fails
        try (SnapshotStore store = new SnapshotStore(directory)) {
            SnapshotStore.Found found = store.find(BALANCE, ACCOUNT, 3);
            assertThat(found.unsound()).singleElement().satisfies(skipped -> {
                assertThat(skipped.slot()).isZero();
                assertThat(skipped.reason()).isEqualTo(SkipReason.UNREADABLE);
                assertThat(skipped.detail()).contains("slot-0");
            });
            assertThat(positions(store, BALANCE, 3)).containsExactly(3L, 2L);
            assertThat(store.takenTo(BALANCE)).isZero();
            assertThat(store.put(BALANCE, ACCOUNT, at(4), 3)).isTrue();
            assertThat(positions(store, BALANCE, 3)).containsExactly(4L, 3L);
            assertThat(store.put(COUNT, ACCOUNT, at(1), 1)).isFalse();
            assertThat(store.counts().failed()).isEqualTo(1);
        }
        java.nio.file.Files.delete(lock);
        try (SnapshotStore store = new SnapshotStore(directory)) {
            assertThat(positions(store, BALANCE, 3)).containsExactly(4L, 3L, 1L);
        }
    }

    private static void alter(Path slot, String name) throws IOException {
        if (name.equals("MANIFEST-")) {
            try (var files = java.nio.file.Files.list(slot)) {
                for (Path file : files.filter(
                                each -> each.getFileName().toString().startsWith(name))
                        .toList()) {
                    java.nio.file.Files.write(file, new byte[] {1, 2, 3});
                }
            }
        } else {
            StoredSnapshots.alterFiles(slot, name);
        }
    }

    private SnapshotStore reopened() {
        SnapshotStore store = new SnapshotStore(directory);
        store.projections(null);
        return store;
    }

    @Test
    void tellsWhyOneIsOfNoUse() {
        try (SnapshotStore store = new SnapshotStore(directory)) {
            store.put(BALANCE, ACCOUNT, at(1), 3);
            store.put(BALANCE, ACCOUNT, at(2), 3);
        }
        StoredSnapshots.asVersionTwo(directory.resolve("slot-1"), new Random(1));
        try (SnapshotStore store = new SnapshotStore(directory)) {
            SnapshotStore.Found found = store.find(BALANCE, ACCOUNT, 3);
            assertThat(found.unsound()).containsExactly(new Skipped(1, null, SkipReason.WRONG_VERSION, "version 2"));
            assertThat(found.snapshots()).hasSize(1);
            assertThat(store.summary(BALANCE))
                    .extracting(SnapshotSummary::snapshots, SnapshotSummary::unsound, SnapshotSummary::newestPosition)
                    .containsExactly(2L, 1L, 1L);
        }
    }

    @Test
    void listsAndDropsByProjectionAndAggregate() {
        try (SnapshotStore store = new SnapshotStore(directory)) {
            for (ProjectionKey projection : List.of(COUNT, BALANCE_2, BALANCE)) {
                store.put(projection, ACCOUNT, at(1), 3);
                store.put(projection, ACCOUNT, at(2), 3);
                store.put(projection, new AggregateId("b"), at(3), 3);
                store.put(projection, null, at(4), 3);
                store.takenTo(projection, 5);
            }
            assertThat(store.projections(null)).containsExactly(BALANCE, BALANCE_2, COUNT);
            assertThat(store.projections("balance")).containsExactly(BALANCE, BALANCE_2);
            assertThat(store.summary(BALANCE).snapshots()).isEqualTo(4);
            assertThat(store.takenTo(BALANCE)).isEqualTo(5);

            assertThat(store.drop("balance", ACCOUNT)).isEqualTo(4);
            assertThat(positions(store, BALANCE, 3)).isEmpty();
            assertThat(positions(store, COUNT, 3)).containsExactly(2L, 1L);
            assertThat(store.drop("balance", null)).isEqualTo(4);
            assertThat(store.takenTo(BALANCE)).isZero();
            assertThat(store.projections(null)).containsExactly(COUNT);
            assertThat(store.drop(null, null)).isEqualTo(4);
            assertThat(store.projections(null)).isEmpty();
        }
    }

    private static List<Long> positions(SnapshotStore store, ProjectionKey projection, int keep) {
        return store.find(projection, ACCOUNT, keep).snapshots().stream()
                .map(kept -> kept.snapshot().position())
                .toList();
    }

    private static Snapshot at(long position) {
        byte[] state = ("{\"at\":" + position + "}").getBytes(StandardCharsets.UTF_8);
        return new Snapshot(position, position, position + 1, position, position, false, "/s", "id-" + position, state);
    }
}
