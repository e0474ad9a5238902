package io.varve.bench;

import io.varve.ingest.append.Durability;
import io.varve.query.sql.Question;
import io.varve.query.sql.SqlQuery;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.CatalogFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Aggregates over warm days (40, or as many as the first argument says) of 25,000 events (or as the second says) in
 * SQL, beside DuckDB on the bare files: an amount by type, where the bare query takes data for JSON unseen, the same
 * where it checks, and a count that needs no data at all.
 */
final class SqlComparison implements SideBySide.Comparison {

    private static final int DAYS = 40;
    private static final int EVENTS_A_DAY = 25_000;
    private static final int ROUNDS = 11;
    private static final Duration AGE = Duration.ofDays(80);
    private static final String SUMS = "SELECT type, count(*), sum((%s->>'amount')::DOUBLE) FROM %s GROUP BY type";

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        try (WholeArchive archive = new WholeArchive(directory, Durability.PROCESS)) {
            int days = arguments.isEmpty() ? DAYS : Integer.parseInt(arguments.get(0));
            int eventsADay = arguments.size() < 2 ? EVENTS_A_DAY : Integer.parseInt(arguments.get(1));
            WholeArchive.fill(archive.log(), AGE, days, eventsADay);
            archive.migrate();
            String bare = "read_parquet(["
                    + archive.log().view().files().stream()
                            .map(CatalogFile::location)
                            .map(location -> "'" + Path.of(location) + "'")
                            .collect(Collectors.joining(", "))
                    + "])";
            SideBySide.row("files", "%d", archive.log().view().files().size());
            ask(archive.log(), "SELECT 1"); // loads DuckDB itself
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
                compare(
                        archive.log(),
                        connection,
                        "sum of a JSON number by type, beside unchecked JSON",
                        String.format(SUMS, "data", "events"),
                        String.format(SUMS, "decode(data)", bare));
                compare(
                        archive.log(),
                        connection,
                        "the same, beside checked JSON",
                        String.format(SUMS, "data", "events"),
                        String.format(SUMS, "decode(data)::JSON", bare));
                compare(
                        archive.log(),
                        connection,
                        "count by type",
                        "SELECT type, count(*) FROM events GROUP BY type",
                        "SELECT type, count(*) FROM " + bare + " GROUP BY type");
                compare(archive.log(), connection, "a query that reads nothing", "SELECT 1", "SELECT 1");
            }
        }
    }

    private static void compare(ArchiveLog log, Connection connection, String what, String ours, String bare)
            throws Exception {
        List<Cost> sql = new ArrayList<>();
        List<Cost> duckdb = new ArrayList<>();
        for (int round = -1; round < ROUNDS; round++) {
            int[] rows = new int[2];
            Cost ofSql = Cost.of(() -> rows[0] = ask(log, ours));
            Cost ofDuckdb = Cost.of(() -> rows[1] = askBare(connection, bare));
            if (rows[0] != rows[1]) {
                throw new IllegalStateException(rows[0] + " rows, " + rows[1] + " expected");
            }
            if (round >= 0) {
                sql.add(ofSql);
                duckdb.add(ofDuckdb);
            }
        }
        double[] seconds = seconds(sql);
        double[] bareSeconds = seconds(duckdb);
        double cpu = sql.stream().mapToDouble(Cost::cpuSeconds).sum();
        double bareCpu = duckdb.stream().mapToDouble(Cost::cpuSeconds).sum();
        SideBySide.row(
                what,
                "%.0f ms, bare %.0f ms: %.2f x at the median, %.2f x at best; CPU %.0f ms, bare %.0f ms: %.2f x",
                seconds[ROUNDS / 2] * 1e3,
                bareSeconds[ROUNDS / 2] * 1e3,
                seconds[ROUNDS / 2] / bareSeconds[ROUNDS / 2],
                seconds[0] / bareSeconds[0],
                cpu / ROUNDS * 1e3,
                bareCpu / ROUNDS * 1e3,
                cpu / bareCpu);
    }

    private static double[] seconds(List<Cost> costs) {
        return costs.stream().mapToDouble(Cost::seconds).sorted().toArray();
    }

    private static int ask(ArchiveLog log, String sql) {
        try (SqlQuery query = log.sql().query(Question.now(sql))) {
            query.run();
            int rows = 0;
            while (query.next()) {
                rows++;
            }
            return rows;
        }
    }

    private static int askBare(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int rows = 0;
            while (result.next()) {
                rows++;
            }
            return rows;
        }
    }
}
