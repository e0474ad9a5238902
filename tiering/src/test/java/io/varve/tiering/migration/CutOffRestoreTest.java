package io.varve.tiering.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.FakeClock;
import io.varve.ingest.event.Event;
import io.varve.tiering.cold.InMemoryObjectStore;
import io.varve.tiering.partition.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore leaves in the warm tier when the process dies in it. */
final class CutOffRestoreTest {

    private static final Partition DAY = Partition.parse("2026-01-01");

    @TempDir
    Path directory;

    /** After the real clock, by which commits and files are dated: the grace of 0 is over at once. */
    private final FakeClock clock = new FakeClock("2100-06-01T00:00:00Z");

    private final Set<String> seenWhileReading = new TreeSet<>();

    @Test
    void halfADownloadIsRemoved() throws IOException {
        Path warm = directory.resolve("warm");
        try (Watched cold = new Watched(warm);
                TestLog log = new TestLog(directory, cold, clock, Duration.ZERO)) {
            log.backfill("2026-01-01T12:00:00Z", List.of(Event.json("1", "/s", "a", "T", "1")));
            log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
            seenWhileReading.clear();
            log.migrator.restore(List.of(DAY), Duration.ZERO, MigrationListener.SILENT);
            log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);
            assertThat(seenWhileReading).isNotEmpty();
            assertThat(names(warm)).isEmpty();

            for (String name : seenWhileReading) {
                Files.write(warm.resolve(name), new byte[10]);
            }
            log.migrator.migrate(clock.instant(), MigrationListener.SILENT, false);

            assertThat(names(warm)).isEmpty();
        }
    }

    /** Sees what lies in the warm tier while an object is read. */
    private final class Watched extends InMemoryObjectStore {

        private final Path warm;

        Watched(Path warm) {
            super(clock);
            this.warm = warm;
        }

        @Override
        public void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException {
            seenWhileReading.addAll(names(warm));
            super.readFully(key, offset, target, targetOffset, length);
        }
    }

    private static Set<String> names(Path warm) throws IOException {
        try (Stream<Path> files = Files.list(warm)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
