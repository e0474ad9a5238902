package io.varve.bench;

import io.varve.ingest.append.Durability;
import io.varve.query.state.FullReplay;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.MigrationResult;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** An archive as the command line opens it, in a directory, with a log by days. */
final class WholeArchive implements AutoCloseable {

    private final Archive archive;

    WholeArchive(Path directory, Durability durability) throws IOException {
        VarveConfig config = new VarveConfig(
                directory.toAbsolutePath(),
                new VarveConfig.Append(durability, 1 << 20, 64 << 20, 0),
                Duration.ofDays(7),
                null,
                "STANDARD",
                new VarveConfig.ColdReads(64, 1 << 30),
                new VarveConfig.Migration("0 0/10 * * * ?", Duration.ZERO),
                "0 30 3 ? * SUN",
                VarveConfig.Protection.none(),
                new VarveConfig.Snapshots("0 40 * * * ?", FullReplay.ALLOW),
                new VarveConfig.Sql(1L << 30, 0, Duration.ofMinutes(5), 1L << 34, 10L << 30),
                new VarveConfig.Serve("127.0.0.1", 0),
                new VarveConfig.Prices(0, 0, 0),
                "warn");
        archive = Archive.open(config, InstantSource.system());
    }

    ArchiveLog log() {
        return archive.log(Archive.DEFAULT_LOG);
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
