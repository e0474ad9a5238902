package io.varve.tiering.bucket;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this data directory knows of its log's bucket without asking it; kept in the embedded database, so that a
 * restart forgets nothing and commands that only look never wait for a server. Thread-safe.
 */
public final class BucketNotes {

    private final String jdbcUrl;
    private final String log;

    /** @param jdbcUrl of the embedded database; the tables are created in it where they are absent */
    public BucketNotes(String jdbcUrl, String log) {
        this.jdbcUrl = jdbcUrl;
        this.log = log;
        try (Connection connection = connect();
                Statement create = connection.createStatement()) {
            create.execute("CREATE TABLE IF NOT EXISTS varve_bucket_manifest ("
                    + "log VARCHAR(64) PRIMARY KEY, state VARCHAR(64) NOT NULL)");
            create.execute("CREATE TABLE IF NOT EXISTS varve_bucket_copies ("
                    + "log VARCHAR(64), file VARCHAR(256), object VARCHAR(1000) NOT NULL, PRIMARY KEY (log, file))");
            create.execute("CREATE TABLE IF NOT EXISTS varve_bucket_segments ("
                    + "log VARCHAR(64), name VARCHAR(128), shipped BOOLEAN NOT NULL, PRIMARY KEY (log, name))");
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The state of the catalog that was last put, by the name that {@link BucketManifest} gives it. */
    Optional<String> manifestState() {
        return Optional.ofNullable(select("SELECT log, state FROM varve_bucket_manifest WHERE log = ?")
                .get(log));
    }

    void manifestPut(String state) {
        update("MERGE INTO varve_bucket_manifest (log, state) KEY (log) VALUES (?, ?)", state);
    }

    /** File name to the key of an object that was read back and found equal to the warm file. */
    public Map<String, String> copies() {
        return select("SELECT file, object FROM varve_bucket_copies WHERE log = ?");
    }

    public void copied(String file, String object) {
        update("MERGE INTO varve_bucket_copies (log, file, object) KEY (log, file) VALUES (?, ?, ?)", file, object);
    }

    public void forgetCopies(Collection<String> files) {
        files.forEach(file -> update("DELETE FROM varve_bucket_copies WHERE log = ? AND file = ?", file));
    }

    /** Names of segments that this log has made: true where the bucket is known to hold it, false while in doubt. */
    public Map<String, Boolean> segments() {
        Map<String, Boolean> segments = new TreeMap<>();
        select("SELECT name, shipped FROM varve_bucket_segments WHERE log = ?")
                .forEach((name, shipped) -> segments.put(name, Boolean.valueOf(shipped)));
        return segments;
    }

    public void segment(String name, boolean shipped) {
        update(
                "MERGE INTO varve_bucket_segments (log, name, shipped) KEY (log, name) VALUES (?, ?, "
                        + (shipped ? "TRUE" : "FALSE") + ")",
                name);
    }

    public void forgetSegment(String name) {
        update("DELETE FROM varve_bucket_segments WHERE log = ? AND name = ?", name);
    }

    private Map<String, String> select(String sql) {
        Map<String, String> rows = new TreeMap<>();
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, log);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    rows.put(result.getString(1), result.getString(2));
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        }
        return rows;
    }

    private void update(String sql, String... values) {
        try (Connection connection = connect();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, log);
            for (int i = 0; i < values.length; i++) {
                update.setString(i + 2, values[i]);
            }
            update.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    private IllegalStateException failure(SQLException e) {
        return new IllegalStateException(
                "what the bucket of log '" + log + "' holds cannot be noted: " + e.getMessage(), e);
    }
}
