package io.varve.bench;

import io.varve.ingest.event.AggregateId;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.ReplayerConfig;
import io.varve.tiering.read.ReadStatistics;
import io.varve.tiering.store.ColdReads;
import io.varve.tiering.store.SealedFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One aggregate's events over 365 daily partitions of 20,000 events, in about 17 of which it is: warm, beside DuckDB's
 * {@code WHERE subject = ?} over the same files; then cold, with 20 ms added to each request.
 */
final class PartitionsComparison implements SideBySide.Comparison {

    private static final double PARTITIONS_TOUCHED = 17;
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final int WARM_UP = 1_500;
    private static final int LOOKUPS = 300;
    private static final int COLD_LOOKUPS = 60;
    private static final int DUCK_LOOKUPS = 30;

    /** Something that finds an aggregate's events, and answers how many. */
    private interface Lookup {
        int events(String subject) throws Exception;
    }

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        int days = arguments.isEmpty() ? 365 : Integer.parseInt(arguments.get(0));
        int events = arguments.size() < 2 ? 20_000 : Integer.parseInt(arguments.get(1));
        int aggregates = (int) (days * (double) events / PARTITIONS_TOUCHED);
        Random random = new Random(11);
        String[] subjects = new String[4_096];
        Arrays.setAll(subjects, i -> String.format(Locale.ROOT, "account-%08d", random.nextInt(aggregates)));
        long start = System.nanoTime();
        try (DailyPartitions log = new DailyPartitions(directory, days, events, aggregates)) {
            SideBySide.row(
                    days + " partitions of " + events + " events",
                    "%,d aggregates, made in %.0f s",
                    aggregates,
                    SideBySide.seconds(start));
            double warm = warm(log, directory, subjects);
            for (int threads = 2; threads >= 1; threads--) {
                double duck = duck(log.warm(), threads, subjects);
                SideBySide.row("  DuckDB / Varve", "%.1f x", duck / warm);
            }
            cold(log, directory, subjects);
        }
    }

    private static double warm(DailyPartitions log, Path directory, String[] subjects) throws Exception {
        SlowStore none = new SlowStore(log.warm(), DELAY);
        try (SealedFiles files = new SealedFiles("bench", none, directory.resolve("sidecars"), 512);
                Replayer replayer = new Replayer(log.sources(files), config(directory))) {
            Lookup lookup = subject -> read(replayer, subject, null);
            measure(WARM_UP, subjects, 0, lookup);
            return print("warm, files open", measure(LOOKUPS, subjects, 2_000, lookup));
        }
    }

    private static double duck(Path warm, int threads, String[] subjects) throws SQLException, Exception {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET threads = " + threads);
            statement.execute("SET parquet_metadata_cache = true");
            try (PreparedStatement select = duck.prepareStatement("SELECT position, version, id, source, subject, type,"
                    + " time, recordedAt, data FROM read_parquet('" + warm + "/*.parquet') WHERE subject = ?"
                    + " ORDER BY position")) {
                Lookup lookup = subject -> {
                    select.setString(1, subject);
                    int found = 0;
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found += rows.getString(5).equals(subject) ? 1 : 0;
                            rows.getBytes(9);
                        }
                    }
                    return found;
                };
                measure(5, subjects, 0, lookup);
                return print(
                        "DuckDB WHERE subject = ?, " + threads + " threads",
                        measure(DUCK_LOOKUPS, subjects, 1_000, lookup));
            }
        }
    }

    private static void cold(DailyPartitions log, Path directory, String[] subjects) throws Exception {
        SlowStore slow = new SlowStore(log.warm(), DELAY);
        log.freeze(slow);
        ColdReads reads = ColdReads.open(64, directory.resolve("cache"), 1L << 30);
        try (SealedFiles files = new SealedFiles("bench", slow, directory.resolve("sidecars"), 512, reads);
                Replayer replayer = new Replayer(log.sources(files), config(directory))) {
            long[] sums = new long[4];
            Lookup lookup = subject -> read(replayer, subject, sums);
            print("cold, sidecars fetched too", measure(12, subjects, 0, lookup));
            tell(sums);
            measure(120, subjects, 100, lookup);
            Arrays.fill(sums, 0);
            print("cold, sidecars known, pages not", measure(COLD_LOOKUPS, subjects, 1_000, lookup));
            tell(sums);
            Arrays.fill(sums, 0);
            print("cold, pages cached", measure(COLD_LOOKUPS, subjects, 1_000, lookup));
            tell(sums);
        }
    }

    private static void tell(long[] sums) {
        SideBySide.row(
                "  for one file that is touched",
                "%.1f requests, %,d bytes fetched, %,d looked at",
                sums[0] / (double) sums[3],
                sums[1] / sums[3],
                sums[2] / sums[3]);
    }

    private static int read(Replayer replayer, String subject, long @org.jspecify.annotations.Nullable [] sums) {
        int found = 0;
        try (EventCursor cursor = replayer.replay(ReplayRequest.all().withSubject(new AggregateId(subject)))) {
            while (cursor.next()) {
                found++;
            }
            if (sums != null) {
                ReadStatistics reads = cursor.statistics().reads();
                sums[0] += reads.requests();
                sums[1] += reads.fetchedBytes();
                sums[2] += reads.bytes();
                sums[3] += reads.files();
            }
        }
        return found;
    }

    private static ReplayerConfig config(Path directory) {
        return new ReplayerConfig(256 << 20, 4, directory.resolve("spill"), Duration.ofMinutes(10), System::nanoTime);
    }

    /** Times of the lookups, sorted. */
    private static long[] measure(int count, String[] subjects, int from, Lookup lookup) throws Exception {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            int found = lookup.events(subjects[(from + i) % subjects.length]);
            nanos[i] = System.nanoTime() - start;
            if (found < 0) {
                throw new IllegalStateException("nothing found");
            }
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** The median in nanoseconds. */
    private static double print(String what, long[] nanos) {
        SideBySide.row(
                what, "p50 %.2f ms, p99 %.2f ms", nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
        return nanos[nanos.length / 2];
    }
}
