package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EventIndexFilesTest {

    private static final AggregateId ANN = new AggregateId("ann");
    private static final AggregateId BOB = new AggregateId("bob");

    @TempDir
    Path directory;

    /** ann: 0 1 3 4 6 7, bob: 2 5. */
    private final SampleLog log = SampleLog.of("ann", "ann", "bob", "ann", "ann", "bob", "ann", "ann");

    private EventIndex open() {
        return EventIndex.open(new EventIndexConfig(directory, 3, 1 << 16));
    }

    @Test
    void filesReplaceHotUpToWhereTheCallerIsSealed() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 8);
            index.addFile(log.file(0, 3, 3).iterator(), 3);
            index.addFile(log.file(3, 6, 3).iterator(), 6);

            assertThat(index.locate(ANN, 0, 0, 8)).containsExactly(new HotLocation(0, new long[] {0, 1, 3, 4, 6, 7}));
            assertThat(index.locate(ANN, 0, 3, 8))
                    .containsExactly(new FileLocation(0, 0, 0, 2), new HotLocation(2, new long[] {3, 4, 6, 7}));
            assertThat(index.locate(ANN, 0, 6, 8))
                    .containsExactly(
                            new FileLocation(0, 0, 0, 2),
                            new FileLocation(2, 3, 0, 2),
                            new HotLocation(4, new long[] {6, 7}));
            assertThat(index.locate(BOB, 0, 6, 8))
                    .containsExactly(new FileLocation(0, 0, 2, 1), new FileLocation(1, 3, 2, 1));
        }
    }

    @Test
    void aRowRangeIsCutToTheFirstVersion() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 8);
            index.addFile(log.file(0, 6, 6).iterator(), 6);
            assertThat(index.locate(ANN, 1, 6, 8))
                    .containsExactly(new FileLocation(1, 0, 1, 3), new HotLocation(4, new long[] {6, 7}));
            assertThat(index.locate(ANN, 4, 6, 8)).containsExactly(new HotLocation(4, new long[] {6, 7}));
            assertThat(index.locate(ANN, 3, 6, 6)).containsExactly(new FileLocation(3, 0, 3, 1));
        }
    }

    @Test
    void anIndexWithoutTheFilesItNeedsAnswersNothing() {
        AggregateId unknown = new AggregateId("nobody");
        try (EventIndex index = open()) {
            index.startAt(4);
            log.addTo(index, 4, 8);
            assertThatExceptionOfType(IndexGapException.class)
                    .isThrownBy(() -> index.locate(unknown, 0, 4, 8))
                    .withMessageContaining("row ranges of files up to position 0, but needs them up to 4");
            index.addFile(log.file(0, 3, 3).iterator(), 3);
            assertThatExceptionOfType(IndexGapException.class).isThrownBy(() -> index.locate(unknown, 0, 4, 8));
            index.addFile(log.file(3, 4, 1).iterator(), 4);
            assertThat(index.locate(unknown, 0, 4, 8)).isEmpty();
            assertThat(log.resolve(ANN, index.locate(ANN, 0, 4, 8), 3)).containsExactly(0L, 1L, 3L, 4L, 6L, 7L);
        }
    }

    @Test
    void filesAloneRaiseLastVersions() {
        try (EventIndex index = open()) {
            assertThat(index.lastVersion(ANN)).isEqualTo(-1);
            index.addFile(log.file(4, 8, 4).iterator(), 8);
            assertThat(index.lastVersion(ANN)).isEqualTo(5);
            index.addFile(log.file(0, 4, 4).iterator(), 4);
            assertThat(index.lastVersion(ANN)).isEqualTo(5);
            assertThat(index.lastVersion(BOB)).isEqualTo(1);
        }
        try (EventIndex index = open()) {
            assertThat(index.lastVersion(BOB)).isEqualTo(1);
            assertThat(log.resolve(ANN, index.locate(ANN, 0, 8, 8), 4)).containsExactly(0L, 1L, 3L, 4L, 6L, 7L);
        }
    }

    @Test
    void aRangeThatIsNotThereRaises() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 8);
            index.addFile(log.file(3, 6, 3).iterator(), 6);
            assertThatExceptionOfType(IndexGapException.class)
                    .isThrownBy(() -> index.locate(ANN, 0, 6, 8))
                    .satisfies(e -> assertThat(e.missingVersion()).isZero())
                    .withMessageContaining("version 0 of aggregate 'ann'");
            assertThat(index.locate(ANN, 2, 6, 8)).hasSize(2);
        }
    }

    @Test
    void anAbsentEndRaises() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 8);
            index.addFile(log.file(0, 3, 3).iterator(), 3);
            assertThatExceptionOfType(IndexGapException.class)
                    .isThrownBy(() -> index.locate(BOB, 0, 6, 8))
                    .satisfies(e -> assertThat(e.missingVersion()).isEqualTo(1));
            assertThatExceptionOfType(IndexGapException.class).isThrownBy(() -> index.locate(ANN, 0, 8, 8));
        }
    }

    @Test
    void aJumpInHotVersionsRaises() {
        try (EventIndex index = open()) {
            for (int i = 0; i < 5; i++) {
                IndexedEvent e = log.event(i);
                long version = i < 3 ? i : i + 1;
                index.add(
                        new IndexedEvent(ANN, e.position(), version, e.recordedAtMicros(), e.idKey(), e.contentHash()));
            }
            assertThatExceptionOfType(IndexGapException.class)
                    .isThrownBy(() -> index.locate(ANN, 0, 0, 5))
                    .satisfies(e -> assertThat(e.missingVersion()).isEqualTo(3));
            index.flush();
            assertThatExceptionOfType(IndexGapException.class).isThrownBy(() -> index.locate(ANN, 1, 0, 5));
            assertThat(index.locate(ANN, 4, 0, 5)).hasSize(1);
        }
    }

    @Test
    void anotherAttemptWithOtherRunsTakesThePlaceOfTheFirst() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 8);
            for (int runEvents : List.of(2, 3, 6, 1, 5, 2)) {
                index.addFile(log.file(0, 6, runEvents).iterator(), 6);
                for (long from = 0; from < 6; from++) {
                    assertThat(log.resolve(ANN, index.locate(ANN, from, 6, 8), runEvents, 6))
                            .as("runs of %s from version %s", runEvents, from)
                            .isEqualTo(log.positions(ANN, from, 8));
                }
            }
        }
    }

    @Test
    void manyEntriesComeAsTables() {
        SampleLog many = new SampleLog();
        int aggregates = FileIngest.MAX_BATCH_ENTRIES + 500;
        for (int i = 0; i < 2 * aggregates; i++) {
            many.append("account-" + i % aggregates);
        }
        int size = many.size();
        try (EventIndex index = open()) {
            index.addFile(many.file(0, size, aggregates / 2).iterator(), size);
            index.addFile(many.file(0, size, aggregates).iterator(), size);
            index.addFile(many.file(0, size, aggregates).iterator(), size);
        }
        try (EventIndex index = open()) {
            for (int i = 0; i < aggregates; i += 499) {
                AggregateId aggregate = new AggregateId("account-" + i);
                assertThat(index.lastVersion(aggregate)).isEqualTo(1);
                assertThat(many.resolve(aggregate, index.locate(aggregate, 0, size, size), aggregates))
                        .isEqualTo(many.positions(aggregate, 0, size));
            }
        }
    }

    @Test
    void entriesOutOfOrderAreRefusedWhole() {
        try (EventIndex index = open()) {
            FileEntry ann = new FileEntry(ANN, 0, 0, 0, 2);
            FileEntry bob = new FileEntry(BOB, 0, 0, 2, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.addFile(List.of(bob, ann).iterator(), 3))
                    .withMessageContaining("order");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.addFile(List.of(ann, ann).iterator(), 3));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.addFile(List.of(ann).iterator(), 0))
                    .withMessageContaining("behind the end");
            assertThat(index.lastVersion(BOB)).isEqualTo(-1);
            index.addFile(Collections.emptyIterator(), 3);
            assertThat(index.lastVersion(ANN)).isEqualTo(-1);
        }
    }
}
