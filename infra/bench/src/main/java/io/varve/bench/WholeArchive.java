package io.varve.bench;

import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.Durability;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.VarveServer;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An archive as the command line opens it, in a directory, with a log by days. */
final class WholeArchive implements AutoCloseable {

    private static final int EVENTS_AT_ONCE = 1_000;
    private static final long DAY_MICROS = 86_400_000_000L;

    private final Archive archive;

    WholeArchive(Path directory, Durability durability) throws IOException {
        VarveConfig config = ConfigReader.read(
                directory,
                null,
                Map.of(
                        "VARVE_APPEND_DURABILITY",
                        durability.name().toLowerCase(Locale.ROOT),
                        "VARVE_APPEND_DISK_RESERVE",
                        "0",
                        "VARVE_MIGRATION_GRACE",
                        "0s"));
        archive = Archive.open(config, InstantSource.system());
    }

    ArchiveLog log() {
        return archive.log(Archive.DEFAULT_LOG);
    }

    /** Loads days of bank events, the first of them this long ago. */
    static void fill(ArchiveLog log, Duration age, int days, int eventsADay) {
        long first = Micros.of(Instant.now().minus(age).truncatedTo(ChronoUnit.DAYS));
        BankEvents source = new BankEvents(9, 50_000, first);
        try (BackfillSession session = log.appender().backfill("bench")) {
            for (int i = 0; i < days * eventsADay / EVENTS_AT_ONCE; i++) {
                long time = first + i * (DAY_MICROS * EVENTS_AT_ONCE / eventsADay);
                List<Event> events = new ArrayList<>();
                for (int n = 0; n < EVENTS_AT_ONCE; n++) {
                    events.add(source.at(time));
                }
                session.append(events, new byte[] {1});
            }
            session.complete();
        }
    }

    /** Serves it on a free port of the loopback. */
    VarveServer serve() {
        return VarveServer.start(archive, archive.config().serve().at("127.0.0.1", 0));
    }

    /** A log by months whose events go no further than warm. */
    ArchiveLog byMonth(String name) {
        archive.create(name, PartitionUnit.MONTH, Duration.ofDays(1), Duration.ofDays(36_500));
        return archive.log(name);
    }

    /** Makes all moves that are due. */
    MigrationResult migrate() {
        return migrate(log());
    }

    /** Makes all moves of a log that are due. */
    MigrationResult migrate(ArchiveLog log) {
        MigrationResult result = log.migrator().migrate(archive.clock().instant(), MigrationListener.SILENT, true);
        if (!result.waiting().isEmpty()) {
            throw new IllegalStateException("moves failed: " + result.waiting());
        }
        return result;
    }

    @Override
    public void close() {
        archive.close();
    }
}
