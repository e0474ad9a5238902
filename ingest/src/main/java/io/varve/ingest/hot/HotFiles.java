package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** The files of a hot log. */
final class HotFiles {

    private static final int STAT_BLOCK_BYTES = 512;

    private HotFiles() {}

    /** All cycles that have a file, also those without an event. */
    static NavigableMap<Integer, Path> all(HotLogConfig config) throws IOException {
        NavigableMap<Integer, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(config.directory(), "*" + SingleChronicleQueue.SUFFIX)) {
            for (Path file : all) {
                files.put(cycle(config, file), file);
            }
        }
        return files;
    }

    static Path path(HotLogConfig config, int cycle) {
        String name =
                format(config).format(Instant.ofEpochMilli(config.cycleLength().startMicros(cycle) / 1_000));
        return config.directory().resolve(name + SingleChronicleQueue.SUFFIX);
    }

    /** What the file occupies on its disk, for it is sparse. */
    static long occupiedBytes(Path file) {
        try {
            return ((Number) Files.getAttribute(file, "unix:blocks")).longValue() * STAT_BLOCK_BYTES;
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            try {
                return Files.size(file); // a file system that does not tell: an upper bound
            } catch (IOException unreadable) {
                return 0;
            }
        }
    }

    private static int cycle(HotLogConfig config, Path file) {
        String name = file.getFileName().toString();
        String time = name.substring(0, name.length() - SingleChronicleQueue.SUFFIX.length());
        Instant start = java.time.ZonedDateTime.parse(
                        time,
                        new java.time.format.DateTimeFormatterBuilder()
                                .append(format(config))
                                .parseDefaulting(java.time.temporal.ChronoField.HOUR_OF_DAY, 0)
                                .toFormatter(Locale.ROOT)
                                .withZone(ZoneOffset.UTC))
                .toInstant();
        return config.cycleLength().cycleOf(start.toEpochMilli() * 1_000);
    }

    private static DateTimeFormatter format(HotLogConfig config) {
        return DateTimeFormatter.ofPattern(config.cycleLength().rollCycle().format(), Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }
}
