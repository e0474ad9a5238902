package io.varve.bench;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.EventFileSettings;
import io.varve.tiering.parquet.EventFileWriter;
import io.varve.tiering.parquet.FileIdentity;
import io.varve.tiering.parquet.RunEvents;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sealing a day of 1 M events (phases apart) beside DuckDB's COPY of the same rows and a SELECT over the result; then
 * reading the file in log order beside DuckDB's ORDER BY position, one thread each.
 */
final class SealComparison implements SideBySide.Comparison {

    private static final int EVENTS = 1_000_000;
    private static final int ROUNDS = 3;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        try (HotLog hot = fill(directory.resolve("hot"), EVENTS, 100_000)) {
            for (int round = 0; round < ROUNDS; round++) {
                Path warm = Files.createDirectories(directory.resolve("warm" + round));
                double seal = compareSealing(hot, warm);
                compareReading(warm, seal);
            }
        }
    }

    private static double compareSealing(HotLog hot, Path warm) throws IOException {
        long start = System.nanoTime();
        SealedFile file = seal(hot, warm, new UUID(1, 1));
        double write = SideBySide.seconds(start);
        start = System.nanoTime();
        try (EventFileReader reader = open(file)) {
            reader.digest();
        }
        double readBack = SideBySide.seconds(start);
        double rawMiB = file.facts().rawBytes() / 1048576.0;
        SideBySide.row(
                "file",
                "%.1f bytes/event, raw %.1f",
                file.facts().bytes() / (double) EVENTS,
                rawMiB * 1048576 / EVENTS);
        SideBySide.row("seal: read hot, encode, digest, sync", "%.2f s, %,.0f events/s", write, EVENTS / write);
        SideBySide.row("seal: read back and digest", "%.2f s, %,.0f events/s", readBack, EVENTS / readBack);
        return write + readBack;
    }

    private static void compareReading(Path warm, double seal) throws Exception {
        Path parquet;
        try (var files = Files.newDirectoryStream(warm, "*.parquet")) {
            parquet = files.iterator().next();
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET threads = 1");
            statement.execute("CREATE TABLE t AS SELECT * FROM read_parquet('" + parquet + "') ORDER BY position");
            double copy =
                    time(statement, "COPY t TO '" + warm.resolve("duck.pq") + "' (FORMAT parquet, COMPRESSION zstd)");
            double select = time(
                    statement,
                    "SELECT max(position), max(version), max(id), max(source), max(subject), max(type), max(time),"
                            + " max(recordedAt), max(data) FROM read_parquet('" + warm.resolve("duck.pq") + "')");
            SideBySide.row(
                    "DuckDB COPY, SELECT", "%.2f s, %.2f s; Varve is %.2f x", copy, select, (copy + select) / seal);
            double ordered = time(
                    statement,
                    "CREATE OR REPLACE TEMP TABLE o AS SELECT * FROM read_parquet('" + parquet
                            + "') ORDER BY position");
            double varve = readInOrder(parquet);
            SideBySide.row(
                    "read in log order",
                    "Varve %,.0f events/s, DuckDB %,.0f, %.2f x",
                    EVENTS / varve,
                    EVENTS / ordered,
                    ordered / varve);
        }
    }

    private static double readInOrder(Path parquet) throws IOException {
        long start = System.nanoTime();
        long positions = 0;
        try (EventFileReader reader = open(parquet)) {
            for (int run = 0; run < reader.runs(); run++) {
                RunEvents events = reader.readRun(run);
                for (int i = 0; i < events.size(); i++) {
                    positions += events.event(i).event().subject().value().isEmpty() ? 0 : 1;
                }
            }
        }
        if (positions != EVENTS) {
            throw new IllegalStateException(positions + " events read, " + EVENTS + " written");
        }
        return SideBySide.seconds(start);
    }

    private static double time(Statement statement, String sql) throws SQLException {
        long start = System.nanoTime();
        statement.execute(sql);
        return SideBySide.seconds(start);
    }

    /** A hot log of one day, 1 January 2026. */
    static HotLog fill(Path directory, int events, int accounts) {
        long day = io.varve.ingest.event.Micros.of(java.time.Instant.parse("2026-01-01T00:00:00Z"));
        BankEvents source = new BankEvents(3, accounts, day);
        HotLog hot = HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 0));
        Map<String, Long> versions = new HashMap<>();
        for (int first = 0; first < events; first += 1_000) {
            List<HotEvent> batch = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Event event = source.next();
                long version = versions.merge(event.subject().value(), 1L, Long::sum) - 1;
                batch.add(new HotEvent(version, EventCodec.encode(event)));
            }
            hot.append(new HotBatch(first, day + first, null, batch));
        }
        hot.sync();
        return hot;
    }

    static SealedFile seal(HotLog hot, Path warm, UUID logId) throws IOException {
        Partition day = Partition.of(PartitionUnit.DAY, hot.lastRecordedAtMicros());
        FileIdentity identity =
                new FileIdentity("bench", logId, day, UUID.randomUUID().toString());
        try (HotCursor cursor = hot.read(hot.firstPosition(), hot.nextPosition());
                EventFileWriter writer =
                        new EventFileWriter(warm, identity, ChainLink.start(logId), EventFileSettings.defaults())) {
            while (cursor.next()) {
                writer.add(cursor.position(), cursor.version(), cursor.recordedAtMicros(), cursor.content());
            }
            return writer.finish();
        }
    }

    static EventFileReader open(SealedFile file) throws IOException {
        return open(file.path());
    }

    static EventFileReader open(Path parquet) throws IOException {
        Path sidecar = parquet.resolveSibling(parquet.getFileName() + ".sidecar");
        return EventFileReader.open(
                LocalByteSource.open(parquet), Sidecar.read(sidecar.toString(), Files.readAllBytes(sidecar)));
    }
}
