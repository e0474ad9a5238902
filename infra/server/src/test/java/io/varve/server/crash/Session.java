package io.varve.server.crash;

import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * What a process is to do with a data directory: all of it follows from these values.
 *
 * @param directory the data directory
 * @param unit of the log's partitions
 * @param seed of the work
 * @param start what the clock says at first
 * @param settledTo what became of events below this number is known
 * @param nextNumber of the first event that no session has tried; at least {@code settledTo}
 */
record Session(Path directory, PartitionUnit unit, long seed, Instant start, long settledTo, long nextNumber) {

    static final String LOG = "layers";

    /** A session's clock goes on by less than so many partitions. */
    static final int PARTITIONS = 24;

    static final int HOT_PARTITIONS = 1;
    static final int WARM_PARTITIONS = 3;

    private static final Map<String, String> SETTINGS =
            Map.of("VARVE_MIGRATION_GRACE", "0s", "VARVE_IDS_WINDOW", "36500d", "VARVE_APPEND_DISK_RESERVE", "0B");

    static Session parse(String[] arguments) {
        return new Session(
                Path.of(arguments[0]),
                PartitionUnit.parse(arguments[1]),
                Long.parseLong(arguments[2]),
                Instant.parse(arguments[3]),
                Long.parseLong(arguments[4]),
                Long.parseLong(arguments[5]));
    }

    List<String> arguments() {
        return List.of(
                directory.toString(),
                unit.text(),
                Long.toString(seed),
                start.toString(),
                Long.toString(settledTo),
                Long.toString(nextNumber));
    }

    /** Opens the directory, no source of a move being kept longer than the move takes. */
    static Archive open(Path directory, InstantSource clock, PartitionUnit unit) throws IOException {
        return Archive.open(ConfigReader.read(directory, null, SETTINGS), clock, unit);
    }

    /** The log of the rounds, created if the crash came before it. */
    static ArchiveLog log(Archive archive, PartitionUnit unit) {
        if (archive.logs().stream().noneMatch(log -> log.name().equals(LOG))) {
            Duration span = SampleEvents.span(unit);
            archive.create(LOG, unit, span.multipliedBy(HOT_PARTITIONS), span.multipliedBy(WARM_PARTITIONS));
        }
        return archive.log(LOG);
    }
}
