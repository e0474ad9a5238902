package io.varve.tiering.migration;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * When the bytes of each sealed file were last read and found sound, by the real clock; kept in the embedded database,
 * so that a verification that is cut off goes on where it was. Lost rows make files be read sooner. Thread-safe.
 */
public final class VerifiedFiles {

    private final String jdbcUrl;
    private final String log;

    /** @param jdbcUrl of the embedded database; the table is created in it where it is absent */
    public VerifiedFiles(String jdbcUrl, String log) {
        this.jdbcUrl = jdbcUrl;
        this.log = log;
        try (Connection connection = connect();
                PreparedStatement create = connection.prepareStatement("""
                        CREATE TABLE IF NOT EXISTS varve_verified_files (
                          log VARCHAR(64), location VARCHAR(2048), verified TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                          PRIMARY KEY (log, location))""")) {
            create.execute();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The last time for each place that was ever found sound. */
    public Map<URI, Instant> all() {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT location, verified FROM varve_verified_files WHERE log = ?")) {
            select.setString(1, log);
            Map<URI, Instant> all = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    all.put(
                            URI.create(rows.getString(1)),
                            rows.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
            return all;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void sound(URI location, Instant when) {
        execute(
                "MERGE INTO varve_verified_files KEY (log, location) VALUES (?, ?, ?)",
                location,
                statement -> statement.setObject(3, when.atOffset(ZoneOffset.UTC)));
    }

    void forget(URI location) {
        execute("DELETE FROM varve_verified_files WHERE log = ? AND location = ?", location, statement -> {});
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private void execute(String sql, URI location, Binding others) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, log);
            statement.setString(2, location.toString());
            others.bind(statement);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    private IllegalStateException failure(SQLException e) {
        return new IllegalStateException(
                "when files of log '" + log + "' were verified cannot be kept: " + e.getMessage(), e);
    }
}
