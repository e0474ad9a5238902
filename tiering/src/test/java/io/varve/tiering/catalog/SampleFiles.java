package io.varve.tiering.catalog;

import io.varve.ingest.event.Micros;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Definitions and files as a migration would hand them over; no bytes lie behind them. */
final class SampleFiles {

    static final long EVENTS = 100;
    private static final long DAY = 86_400_000_000L;
    private static final long START = Micros.of(Instant.parse("2026-01-01T00:00:00Z"));

    private SampleFiles() {}

    static LogDefinition definition(String name) {
        return new LogDefinition(
                name, new UUID(7, name.hashCode()), PartitionUnit.DAY, Duration.ofDays(30), Duration.ofDays(90));
    }

    static Partition day(int day) {
        return new Partition(PartitionUnit.DAY, START + day * DAY);
    }

    /** The file of the given day: 100 events, so that day n begins at position 100 n. */
    static NewFile file(Path directory, int day) {
        return file(directory, day, Map.of());
    }

    static NewFile file(Path directory, int day, Map<String, byte[]> progress) {
        long start = day(day).startMicros();
        return new NewFile(
                day(day),
                warm(directory, day),
                day * EVENTS,
                day * EVENTS + EVENTS - 1,
                EVENTS,
                4096 + day,
                start + 5,
                start + DAY - 1,
                day % 3 == 0 ? null : start - 7_000_000,
                day % 3 == 0 ? null : start + 9,
                progress);
    }

    static List<NewFile> files(Path directory, int fromDay, int toDay) {
        List<NewFile> files = new ArrayList<>();
        for (int day = fromDay; day < toDay; day++) {
            files.add(file(directory, day));
        }
        return files;
    }

    static URI warm(Path directory, int day) {
        return directory.resolve("warm/events/" + name(day)).toUri();
    }

    static URI cold(int day) {
        return URI.create("s3://bucket/varve/events/" + name(day));
    }

    private static String name(int day) {
        return String.format(
                Locale.ROOT,
                "%s_%019d_%019d_a1b2c3d4_%064x.parquet",
                day(day).name(),
                day * EVENTS,
                day * EVENTS + EVENTS - 1,
                day);
    }
}
