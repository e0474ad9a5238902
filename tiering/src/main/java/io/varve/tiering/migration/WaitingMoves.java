package io.varve.tiering.migration;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves that failed, and when they are to be tried again; kept in the embedded database, so that a restart forgets
 * nothing. Thread-safe.
 */
public final class WaitingMoves {

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final int MAX_REASON = 1_000;

    private final String jdbcUrl;
    private final String log;

    /** @param jdbcUrl of the embedded database; the table is created in it where it is absent */
    public WaitingMoves(String jdbcUrl, String log) {
        this.jdbcUrl = jdbcUrl;
        this.log = log;
        try (Connection connection = connect();
                PreparedStatement create = connection.prepareStatement("""
                        CREATE TABLE IF NOT EXISTS varve_waiting_moves (
                          log VARCHAR(64), partition_name VARCHAR(32), from_tier VARCHAR(8), to_tier VARCHAR(8),
                          attempts INT NOT NULL, next_attempt TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                          reason VARCHAR(1000) NOT NULL, PRIMARY KEY (log, partition_name, to_tier))""")) {
            create.execute();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** All that waits, by partition. */
    public List<Waiting> all() {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement("SELECT partition_name, from_tier, to_tier,"
                        + " attempts, next_attempt, reason FROM varve_waiting_moves WHERE log = ?"
                        + " ORDER BY partition_name, to_tier")) {
            select.setString(1, log);
            List<Waiting> waiting = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    waiting.add(new Waiting(
                            Partition.parse(rows.getString(1)),
                            Tier.valueOf(rows.getString(2)),
                            Tier.valueOf(rows.getString(3)),
                            rows.getInt(4),
                            rows.getObject(5, OffsetDateTime.class).toInstant(),
                            rows.getString(6)));
                }
            }
            return waiting;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Nullable
    Waiting find(PlannedMove move) {
        return all().stream()
                .filter(w -> w.partition().equals(move.partition()) && w.to() == move.to())
                .findFirst()
                .orElse(null);
    }

    Waiting failed(PlannedMove move, String reason, Instant now) {
        Waiting before = find(move);
        int attempts = before == null ? 1 : before.attempts() + 1;
        Instant nextAttempt = now.plus(pause(attempts));
        Waiting waiting = new Waiting(move.partition(), move.from(), move.to(), attempts, nextAttempt, oneLine(reason));
        try (Connection connection = connect();
                PreparedStatement merge = connection.prepareStatement(
                        "MERGE INTO varve_waiting_moves KEY (log, partition_name, to_tier) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            merge.setString(1, log);
            merge.setString(2, move.partition().name());
            merge.setString(3, move.from().name());
            merge.setString(4, move.to().name());
            merge.setInt(5, attempts);
            merge.setObject(6, nextAttempt.atOffset(ZoneOffset.UTC));
            merge.setString(7, waiting.reason());
            merge.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
        return waiting;
    }

    void done(PlannedMove move) {
        try (Connection connection = connect();
                PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM varve_waiting_moves WHERE log = ? AND partition_name = ? AND to_tier = ?")) {
            delete.setString(1, log);
            delete.setString(2, move.partition().name());
            delete.setString(3, move.to().name());
            delete.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static Duration pause(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 20));
        return pause.compareTo(Waiting.LONGEST_PAUSE) > 0 ? Waiting.LONGEST_PAUSE : pause;
    }

    private static String oneLine(String reason) {
        String line = reason.lines().findFirst().orElse("");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) : line;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    private IllegalStateException failure(SQLException e) {
        return new IllegalStateException("the waiting moves of log '" + log + "' cannot be kept: " + e.getMessage(), e);
    }
}
