package io.varve.tiering.migration;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When work on a log was last done to its end, by the real clock; kept in the embedded database, so that a restart
 * forgets nothing. Thread-safe.
 */
public final class LastRuns {

    /** Work that is done now and then. */
    public enum Work {
        /** Leftovers were removed from the object store. */
        SWEEP_COLD,
        /** Every file was checked, and as many were read as the budget allowed. */
        VERIFY
    }

    private final String jdbcUrl;
    private final String log;

    /** @param jdbcUrl of the embedded database; the table is created in it where it is absent */
    public LastRuns(String jdbcUrl, String log) {
        this.jdbcUrl = jdbcUrl;
        this.log = log;
        try (Connection connection = connect();
                PreparedStatement create = connection.prepareStatement("""
                        CREATE TABLE IF NOT EXISTS varve_last_runs (
                          log VARCHAR(64), work VARCHAR(32), ended TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                          PRIMARY KEY (log, work))""")) {
            create.execute();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** When this was last done; empty if it never was. */
    public Optional<Instant> last(Work work) {
        try (Connection connection = connect();
                PreparedStatement select =
                        connection.prepareStatement("SELECT ended FROM varve_last_runs WHERE log = ? AND work = ?")) {
            select.setString(1, log);
            select.setString(2, work.name());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void ended(Work work, Instant when) {
        try (Connection connection = connect();
                PreparedStatement merge =
                        connection.prepareStatement("MERGE INTO varve_last_runs KEY (log, work) VALUES (?, ?, ?)")) {
            merge.setString(1, log);
            merge.setString(2, work.name());
            merge.setObject(3, when.atOffset(ZoneOffset.UTC));
            merge.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    private IllegalStateException failure(SQLException e) {
        return new IllegalStateException(
                "when work on log '" + log + "' was last done cannot be kept: " + e.getMessage(), e);
    }
}
