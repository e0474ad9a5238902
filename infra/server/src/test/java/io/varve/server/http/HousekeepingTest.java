package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import io.varve.server.metrics.ArchiveMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
