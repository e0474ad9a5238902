package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.ingest.event.AggregateId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EventIndexDamageTest {

    private static final int EVENTS = 5_000;

    @TempDir
    Path directory;

    private final SampleLog log = new SampleLog();

    @BeforeEach
    void fill() {
        for (int i = 0; i < EVENTS; i++) {
            log.append("account-" + i % 900);
        }
        try (EventIndex index = open()) {
            log.addTo(index, 0, EVENTS);
        }
    }

    private EventIndex open() {
        return EventIndex.open(new EventIndexConfig(directory, 2_000, 1 << 16));
    }

    @Test
    void flippedBytesInTablesAreNeverAnswered() throws IOException {
        for (Path table : files(".sst")) {
            byte[] bytes = Files.readAllBytes(table);
            for (int i = 0; i < bytes.length / 2; i += 64) {
                bytes[i] ^= 0x55;
            }
            Files.write(table, bytes);
        }
        assertThatExceptionOfType(IndexDamagedException.class).isThrownBy(this::useAll);
    }

    @Test
    void aTableCutShortIsNoticedAtOpening() throws IOException {
        Path table = files(".sst").get(0);
        Files.write(table, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);
        assertThatExceptionOfType(IndexDamagedException.class).isThrownBy(this::open);
    }

    @Test
    void anAbsentTableIsNoticedAtOpening() throws IOException {
        Files.delete(files(".sst").get(0));
        assertThatExceptionOfType(IndexDamagedException.class).isThrownBy(this::open);
    }

    @Test
    void aLostCurrentFileIsNotAnEmptyIndex() throws IOException {
        Files.delete(directory.resolve("db").resolve("CURRENT"));
        assertThatExceptionOfType(IndexDamagedException.class)
                .isThrownBy(this::open)
                .withMessageContaining("CURRENT");
    }

    @Test
    void aBrokenManifestIsNoticedAtOpening() throws IOException {
        for (Path manifest : files("")) {
            if (String.valueOf(manifest.getFileName()).startsWith("MANIFEST")) {
                byte[] bytes = Files.readAllBytes(manifest);
                bytes[bytes.length / 2] ^= 1;
                Files.write(manifest, bytes);
            }
        }
        assertThatExceptionOfType(IndexDamagedException.class).isThrownBy(this::open);
    }

    @Test
    void anotherFormatIsRefused() {
        IndexStore store = new IndexStore(directory);
        IndexMeta meta = new IndexMeta(store, EventIndex.GENERATION_EVENTS);
        try (IndexMeta.Change change = meta.new Change()) {
            change.format(IndexFormat.NUMBER + 1).commit();
        } finally {
            store.close();
        }
        assertThatExceptionOfType(IndexDamagedException.class)
                .isThrownBy(this::open)
                .withMessageContaining("format 2");
        assertThatExceptionOfType(IndexDamagedException.class).isThrownBy(this::open);
    }

    @Test
    void anIndexInUseIsNotDamaged() {
        try (EventIndex index = open()) {
            assertThatExceptionOfType(IndexFailedException.class).isThrownBy(this::open);
            assertThat(index.lastVersion(new AggregateId("account-0"))).isEqualTo(5);
        }
    }

    @Test
    void afterDamageTheDirectoryIsDeletedAndRebuilt() throws IOException {
        aLostCurrentFileIsNotAnEmptyIndex();
        SampleLog.delete(directory);
        try (EventIndex index = open()) {
            assertThat(index.indexedTo()).isZero();
            log.addTo(index, 0, EVENTS);
            assertThat(index.findId(SampleLog.idKey(77))).isEqualTo(log.known(77));
        }
    }

    private void useAll() {
        try (EventIndex index = open()) {
            for (AggregateId aggregate : log.aggregates()) {
                assertThat(log.resolve(aggregate, index.locate(aggregate, 0, 0, EVENTS), 1))
                        .isEqualTo(log.positions(aggregate, 0, EVENTS));
            }
            for (int position = 0; position < EVENTS; position++) {
                assertThat(index.findId(SampleLog.idKey(position))).isEqualTo(log.known(position));
            }
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
