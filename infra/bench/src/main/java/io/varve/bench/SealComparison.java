package io.varve.bench;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.Sha256;
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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Sealing a day of 1 M events (phases apart) beside DuckDB's COPY of the same rows and a SELECT over the result; then
 * reading the file in log order beside DuckDB's ORDER BY position, one thread each.
 */
final class SealComparison implements SideBySide.Comparison {

    private static final int EVENTS = 1_000_000;
    private static final int ROUNDS = 6;

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        try (HotLog hot = fill(directory.resolve("hot"), EVENTS, 100_000)) {
            for (int round = 1; round <= ROUNDS; round++) {
                SideBySide.row("round " + round + " of " + ROUNDS, "the last is the one to look at");
                Path warm = Files.createDirectories(directory.resolve("warm" + round));
                Cost seal = measureSealing(hot, warm);
                try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                        Statement statement = duck.createStatement()) {
                    compareWithDuckDb(statement, warm, seal);
                }
                SideBySide.delete(warm);
            }
        }
    }

    /**
     * The cost of sealing and reading back. Of the phases all but the encoding are measured alone, that is the rest.
     */
    private static Cost measureSealing(HotLog hot, Path warm) throws Exception {
        Cost read = Cost.of(() -> scan(hot, null));
        Cost digest = Cost.of(() -> scan(hot, Sha256.newDigest())).minus(read);
        Cost seal = Cost.of(() -> seal(hot, warm, new UUID(1, 1)));
        Path file = parquet(warm);
        byte[] bytes = Files.readAllBytes(file);
        Cost write = Cost.of(() -> write(bytes, warm.resolve("copy")));
        Cost readBack = Cost.of(() -> {
            try (EventFileReader reader = open(file)) {
                reader.digest();
            }
        });
        SideBySide.row("bytes per event", "%.1f", bytes.length / (double) EVENTS);
        SideBySide.row("seal", "%s", seal);
        SideBySide.row("  read hot", "%s", read);
        SideBySide.row("  digest", "%s", digest);
        SideBySide.row("  hash and write the file", "%s", write);
        SideBySide.row(
                "  encode (the rest)", "%s", seal.minus(read).minus(digest).minus(write));
        SideBySide.row("read back and digest", "%s", readBack);
        return seal.plus(readBack);
    }

    private static void compareWithDuckDb(Statement statement, Path warm, Cost seal) throws Exception {
        Path file = parquet(warm);
        Path other = warm.resolve("duckdb");
        String ordered = "TABLE ordered AS SELECT * FROM read_parquet('" + file + "') ORDER BY position";
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute("SET threads = 1");
        statement.execute("CREATE " + ordered);
        Cost copy =
                Cost.of(() -> statement.execute("COPY ordered TO '" + other + "' (FORMAT parquet, COMPRESSION zstd)"));
        Cost select = Cost.of(() -> statement.execute(
                "SELECT max(position), max(version), max(id), max(source), max(subject), max(type), max(time),"
                        + " max(recordedAt), max(data) FROM read_parquet('" + other + "')"));
        SideBySide.row("DuckDB COPY", "%s, %.1f bytes per event", copy, Files.size(other) / (double) EVENTS);
        SideBySide.row("DuckDB SELECT", "%s", select);
        SideBySide.row("seal and read back / COPY and SELECT", "%s", seal.ratio(copy.plus(select)));
        Cost replay = Cost.of(() -> readInOrder(file));
        Cost sort = Cost.of(() -> statement.execute("CREATE OR REPLACE TEMP " + ordered));
        SideBySide.row("replay in log order", "%s, %,.0f events/s", replay, EVENTS / replay.seconds());
        SideBySide.row("DuckDB ORDER BY position", "%s, %,.0f events/s", sort, EVENTS / sort.seconds());
        SideBySide.row("replay / ORDER BY", "%s", replay.ratio(sort));
    }

    /** Reads the hot log once, and takes a digest of it. */
    private static void scan(HotLog hot, @Nullable MessageDigest digest) {
        long bytes = 0;
        try (HotCursor cursor = hot.read(hot.firstPosition(), hot.nextPosition())) {
            while (cursor.next()) {
                byte[] content = cursor.content();
                bytes += content.length;
                if (digest != null) {
                    digest.update(content);
                }
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("the hot log is empty");
        }
    }

    /** What the bytes of the finished file cost: SHA-256, CRC32C, writing, sync. */
    private static void write(byte[] bytes, Path copy) throws IOException {
        Sha256.newDigest().digest(bytes);
        new CRC32C().update(bytes);
        try (FileChannel out = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                out.write(left);
            }
            out.force(true);
        }
    }

    private static void readInOrder(Path parquet) throws IOException {
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
    }

    private static Path parquet(Path warm) throws IOException {
        try (var files = Files.newDirectoryStream(warm, "*.parquet")) {
            return files.iterator().next();
        }
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

    static EventFileReader open(Path parquet) throws IOException {
        Path sidecar = parquet.resolveSibling(parquet.getFileName() + ".sidecar");
        return EventFileReader.open(LocalByteSource.open(parquet), Sidecar.read(sidecar));
    }
}
