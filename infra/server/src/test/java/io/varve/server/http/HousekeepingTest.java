package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import io.varve.server.metrics.ArchiveMetrics;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HousekeepingTest {

    @TempDir
    Path directory;

    @Test
    void theIndexIsFlushedEveryFiveMinutesAtTheLatest() throws IOException {
        try (Archive archive = Archive.open(
                        ConfigReader.read(directory, null, Map.of()), () -> Instant.parse("2026-06-01T12:00:00Z"));
                Repeats executor = new Repeats()) {
            ArchiveLog log = archive.log(Archive.DEFAULT_LOG);
            new Housekeeping(List.of(log), new ArchiveMetrics(archive, List.of(log))).begin(executor);
            log.appender().append(AppendRequest.of(List.of(Event.json("1", "/test", "a", "T", "{}"))));
            assertThat(log.sources().index().indexedTo()).isZero();
            executor.runUpToMinutes(5);
            assertThat(log.sources().index().indexedTo()).isEqualTo(1);
        }
    }

    @Test
    void filesThatAreGoneAreCountedAtTheStart() throws Exception {
        Instant[] now = {Instant.parse("2026-01-01T12:00:00Z")};
        try (Archive archive = Archive.open(ConfigReader.read(directory, null, Map.of()), () -> now[0]);
                Repeats executor = new Repeats()) {
            ArchiveLog log = archive.log(Archive.DEFAULT_LOG);
            for (String time : List.of("2026-01-02T12:00:00Z", "2026-04-15T12:00:00Z", "2026-06-01T12:00:00Z")) {
                now[0] = Instant.parse(time);
                log.appender().append(AppendRequest.of(List.of(Event.json(time, "/test", "a", "T", "{}"))));
            }
            log.migrator().migrate(now[0], MigrationListener.SILENT, false);
            assertThat(log.view().files()).extracting(CatalogFile::tier).containsExactly(Tier.COLD, Tier.WARM);
            ArchiveMetrics metrics = new ArchiveMetrics(archive, List.of(log));
            delete(directory.resolve("s3"), "2026-01-02_");
            delete(directory.resolve("logs"), "2026-04-15_");

            new Housekeeping(List.of(log), metrics).begin(executor);
            executor.submit(() -> {}).get(); // after what it was given to do at the start

            assertThat(metrics.scrape()).containsPattern("varve_files_missing\\{[^}]*log=\"events\"[^}]*} 2\\.0");
        }
    }

    private static void delete(Path tree, String name) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(tree)) {
            files = all.filter(path -> String.valueOf(path.getFileName()).startsWith(name)
                            && path.toString().endsWith(".parquet"))
                    .toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    /** Keeps what is to be repeated instead of waiting for it. */
    private static final class Repeats extends ScheduledThreadPoolExecutor implements AutoCloseable {

        private record Repeat(Runnable work, long minutes) {}

        private final List<Repeat> repeats = new ArrayList<>();

        Repeats() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
            repeats.add(new Repeat(work, unit.toMinutes(Math.max(first, delay))));
            return schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
        }

        void runUpToMinutes(int minutes) {
            repeats.stream().filter(repeat -> repeat.minutes <= minutes).forEach(repeat -> repeat.work.run());
        }

        @Override
        public void close() {
            shutdownNow();
        }
    }
}
