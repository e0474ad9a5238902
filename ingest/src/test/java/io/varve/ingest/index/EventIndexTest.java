package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.varve.ingest.event.AggregateId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EventIndexTest {

    private static final AggregateId ANN = new AggregateId("ann");
    private static final AggregateId BOB = new AggregateId("böb ı");

    @TempDir
    Path directory;

    private final SampleLog log = SampleLog.of("ann", "böb ı", "ann", "ann", "böb ı", "annabel");

    private EventIndex open(int chunkEvents) {
        return EventIndex.open(new EventIndexConfig(directory.resolve("index"), chunkEvents, 1 << 16));
    }

    @Test
    void everythingIsVisibleInMemoryAfterFlushAndAfterReopening() {
        try (EventIndex index = open(100)) {
            log.addTo(index, 0, log.size());
            assertThat(index.indexedTo()).isZero();
            assertAllVisible(index);

            index.flush();
            assertThat(index.indexedTo()).isEqualTo(6);
            assertAllVisible(index);
        }
        try (EventIndex index = open(100)) {
            assertThat(index.indexedTo()).isEqualTo(6);
            assertAllVisible(index);
        }
    }

    @Test
    void fullChunksGoToTheDiskByThemselves() {
        try (EventIndex index = open(2)) {
            log.addTo(index, 0, log.size());
            assertAllVisible(index);
            index.flush();
            assertAllVisible(index);
            assertThat(index.locate(ANN, 0, 0, 6)).containsExactly(new HotLocation(0, new long[] {0, 2, 3}));
        }
    }

    @Test
    void closingFlushes() {
        try (EventIndex index = open(100)) {
            log.addTo(index, 0, 4);
        }
        try (EventIndex index = open(100)) {
            assertThat(index.indexedTo()).isEqualTo(4);
            assertThat(index.lastVersion(ANN)).isEqualTo(2);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void theFilterIsRebuiltAfterReopening() {
        try (EventIndex index = open(2)) {
            assertThat(index.isFilterReady()).isTrue();
            log.addTo(index, 0, log.size());
        }
        try (EventIndex index = open(2)) {
            IndexedEvent added = log.append("cid");
            index.add(added);
            while (!index.isFilterReady()) {
                Thread.onSpinWait();
            }
            index.flush();
            assertAllVisible(index);
            assertThat(index.lastVersion(added.aggregate())).isZero();
        }
    }

    @Test
    void whatWasNeverAddedIsUnknown() {
        try (EventIndex index = open(3)) {
            log.addTo(index, 0, log.size());
            AggregateId prefix = new AggregateId("an");
            assertThat(index.lastVersion(prefix)).isEqualTo(-1);
            assertThat(index.locate(prefix, 0, 0, 6)).isEmpty();
            assertThat(index.findId(SampleLog.unknownId(0))).isNull();
            assertThat(index.locate(ANN, 3, 0, 6)).isEmpty();
        }
    }

    @Test
    void headAndFirstVersionBoundWhatIsLocated() {
        try (EventIndex index = open(3)) {
            log.addTo(index, 0, log.size());
            assertThat(index.locate(ANN, -1, 0, 3)).containsExactly(new HotLocation(0, new long[] {0, 2}));
            assertThat(index.locate(ANN, 1, 0, 6)).containsExactly(new HotLocation(1, new long[] {2, 3}));
            assertThat(index.locate(BOB, 1, 0, 4)).isEmpty();
            assertThat(index.locate(BOB, 0, 0, 0)).isEmpty();
        }
    }

    @Test
    void aLongAggregateIsLocatedWhole() {
        SampleLog one = new SampleLog();
        int events = 3 * HotSegment.MAX_EVENTS + 17;
        for (int i = 0; i < events; i++) {
            one.append("ann");
        }
        try (EventIndex index = open(events)) {
            one.addTo(index, 0, events);
            for (long from : List.of(0L, 4_095L, 4_096L, 10_000L, events - 1L)) {
                assertThat(one.resolve(ANN, index.locate(ANN, from, 0, events), 1))
                        .isEqualTo(one.positions(ANN, from, events));
            }
        }
    }

    @Test
    void eventsComeInPositionOrder() {
        try (EventIndex index = open(100)) {
            log.addTo(index, 0, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.add(log.event(3)))
                    .withMessageContaining("position 3")
                    .withMessageContaining("next position is 2");
            assertThatIllegalArgumentException().isThrownBy(() -> index.add(log.event(1)));
            log.addTo(index, 2, 6);
            assertAllVisible(index);
        }
    }

    @Test
    void aRebuiltIndexStartsWhereItIsTold() {
        try (EventIndex index = open(100)) {
            index.addFile(log.file(0, 3, 3).iterator(), 3);
            assertThat(index.indexedTo()).isZero();
            index.startAt(3);
            assertThat(index.indexedTo()).isEqualTo(3);
            log.addTo(index, 3, 6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> index.startAt(5))
                    .withMessageContaining("reaches 6");
        }
        try (EventIndex index = open(100)) {
            assertThat(index.indexedTo()).isEqualTo(6);
            assertThat(log.resolve(ANN, index.locate(ANN, 0, 3, 6), 3)).containsExactly(0L, 2L, 3L);
        }
    }

    @Test
    void progressIsDurableWithFlush() {
        try (EventIndex index = open(100)) {
            assertThat(index.progress("a")).isNull();
            index.putProgress("a", bytes("1"));
            log.addTo(index, 0, 1);
            index.flush();
            index.putProgress("a", bytes("2"));
            index.putProgress("b/ç", bytes(""));
            assertThat(index.progress("a")).isEqualTo(bytes("2"));

            Path copy = directory.resolve("copy");
            SampleLog.copy(directory.resolve("index"), copy);
            try (EventIndex crashed = EventIndex.open(EventIndexConfig.defaults(copy))) {
                assertThat(crashed.progress("a")).isEqualTo(bytes("1"));
                assertThat(crashed.progress("b/ç")).isNull();
            }
        }
        try (EventIndex index = open(100)) {
            assertThat(index.allProgress()).containsOnlyKeys("a", "b/ç");
            assertThat(index.progress("a")).isEqualTo(bytes("2"));
            assertThat(index.progress("b/ç")).isEmpty();
            assertThat(index.indexedTo()).isEqualTo(1);
        }
    }

    @Test
    void aClosedIndexSaysSo() {
        EventIndex index = open(100);
        log.addTo(index, 0, 1);
        index.close();
        index.close();
        assertThatIllegalStateException().isThrownBy(() -> index.add(log.event(1)));
        assertThatIllegalStateException().isThrownBy(index::flush);
        assertThatIllegalStateException().isThrownBy(() -> index.locate(ANN, 0, 0, 1));
    }

    private void assertAllVisible(EventIndex index) {
        for (AggregateId aggregate : log.aggregates()) {
            assertThat(index.lastVersion(aggregate)).isEqualTo(log.lastVersion(aggregate, log.size()));
            assertThat(log.resolve(aggregate, index.locate(aggregate, 0, 0, log.size()), 1))
                    .isEqualTo(log.positions(aggregate, 0, log.size()));
        }
        for (int position = 0; position < log.size(); position++) {
            assertThat(index.findId(SampleLog.idKey(position))).isEqualTo(log.known(position));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
