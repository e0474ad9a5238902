package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process that is killed leaves behind, made whole by adding again. */
@Timeout(60)
final class EventIndexCrashTest {

    private static final int GENERATION = 16;

    @TempDir
    Path directory;

    private final SampleLog log = new SampleLog();

    private EventIndex open(Path where, int chunkEvents) {
        return new EventIndex(new EventIndexConfig(where, chunkEvents, 1 << 16), GENERATION);
    }

    private void fill(int events) {
        for (int i = 0; i < events; i++) {
            log.append("account-" + i % 7 * (i % 3));
        }
    }

    @Test
    void aCopyTakenWithoutClosingIsRepairedFromIndexedTo() {
        fill(60);
        Path live = directory.resolve("live");
        Path copy = directory.resolve("copy");
        try (EventIndex index = open(live, 1_000)) {
            log.addTo(index, 0, 25);
            index.flush();
            log.addTo(index, 25, 30);
            SampleLog.copy(live, copy);
        }
        try (EventIndex index = open(copy, 11)) {
            assertThat(index.indexedTo()).isEqualTo(25);
            assertThat(index.reachedTo()).isEqualTo(25);
            log.addTo(index, 25, 60);
            assertWhole(index);
        }
        try (EventIndex index = open(copy, 11)) {
            assertThat(index.indexedTo()).isEqualTo(60);
            assertWhole(index);
        }
    }

    @Test
    void tablesWithoutTheirMetaRecordAreWrittenOver() {
        fill(60);
        for (int chunkEvents : new int[] {1, 2, 5, 9, 100}) {
            Path where = directory.resolve("index-" + chunkEvents);
            try (EventIndex index = open(where, 100)) {
                log.addTo(index, 0, 50);
            }
            turnBack(where, GENERATION, 32);
            try (EventIndex index = open(where, chunkEvents)) {
                assertThat(index.indexedTo()).isEqualTo(32);
                assertThat(index.reachedTo()).isEqualTo(50);
                log.addTo(index, 32, 60);
                assertWhole(index);
                index.flush();
                assertWhole(index);
            }
        }
    }

    /** The state between the last table of a chunk and its meta record; {@code indexedTo} is where a chunk began. */
    static void turnBack(Path where, long generationEvents, long indexedTo) {
        IndexStore store = new IndexStore(where);
        try {
            IndexMeta meta = new IndexMeta(store, generationEvents);
            try (IndexMeta.Change change = meta.new Change()) {
                change.reachedTo(meta.indexedTo()).indexedTo(indexedTo).commit();
            }
        } finally {
            store.close();
        }
    }

    @Test
    void halfWrittenTablesAreSweptAway() throws Exception {
        fill(10);
        try (EventIndex index = open(directory, 100)) {
            log.addTo(index, 0, 10);
        }
        Path leftover = Files.writeString(directory.resolve("incoming").resolve("7.sst"), "half a table");
        try (EventIndex index = open(directory, 100)) {
            assertThat(leftover).doesNotExist();
            assertWhole(index);
        }
    }

    private void assertWhole(EventIndex index) {
        for (AggregateId aggregate : log.aggregates()) {
            assertThat(index.lastVersion(aggregate)).isEqualTo(log.lastVersion(aggregate, log.size()));
            for (long from = 0; from <= index.lastVersion(aggregate); from++) {
                assertThat(log.resolve(aggregate, index.locate(aggregate, from, 0, log.size()), 1))
                        .isEqualTo(log.positions(aggregate, from, log.size()));
            }
        }
        for (int position = 0; position < log.size(); position++) {
            assertThat(index.findId(SampleLog.idKey(position))).isEqualTo(log.known(position));
        }
    }
}
