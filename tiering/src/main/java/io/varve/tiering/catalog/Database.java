package io.varve.tiering.catalog;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The embedded database of a data directory, one connection to it. Thread-safe. */
final class Database implements AutoCloseable {

    private static final String DIRECTORY = "catalog";
    private static final String NAME = "varve";
    private static final String SUFFIX = ".mv.db";
    private static final int IN_USE = 90020;

    private final Path file;
    private final String url;
    private final Connection connection;

    private Database(Path file, String url, Connection connection) {
        this.file = file;
        this.url = url;
        this.connection = connection;
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(DIRECTORY).resolve(NAME + SUFFIX));
    }

    static Database open(Path directory) {
        Path home = directory.resolve(DIRECTORY);
        Path file = home.resolve(NAME);
        if (file.toString().indexOf(';') >= 0) {
            throw new CatalogException("data directory " + directory + " must not have a ';' in its path");
        }
        // async: the channel that H2 uses otherwise is closed, and the database with it, where a thread that reads or
        // writes is interrupted. WRITE_DELAY=0: else a committed row may be lost for half a second. Iceberg looks its
        // tables up by lower case.
        String url = "jdbc:h2:async:" + file + ";WRITE_DELAY=0;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE";
        try {
            Disk.createDirectories(home);
            Connection connection = DriverManager.getConnection(url);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS varve_expired_metadata ("
                        + "location VARCHAR PRIMARY KEY, log VARCHAR NOT NULL, since_millis BIGINT NOT NULL)");
            }
            Disk.syncDirectory(home);
            return new Database(home.resolve(NAME + SUFFIX), url, connection);
        } catch (IOException e) {
            throw new CatalogException("cannot make " + home + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            if (e.getErrorCode() == IN_USE) {
                throw new CatalogException("the catalog in " + directory + " is open in another process", e);
            }
            throw new CatalogException("cannot open the catalog's database " + file + ": " + e.getMessage(), e);
        }
    }

    String url() {
        return url;
    }

    /** Puts all that is committed on the disk, past the caches of the operating system. */
    synchronized void sync() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
            Disk.synced(file);
        }
    }

    /** Where the embedded catalog says the table's metadata lies, null if it has no such table. */
    synchronized @Nullable String metadataLocation(String namespace, String table) {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT metadata_location FROM iceberg_tables WHERE table_namespace = ? AND table_name = ?")) {
            statement.setString(1, namespace);
            statement.setString(2, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Metadata files that no table snapshot names any more, with the instant at which that was first seen. */
    synchronized Map<String, Long> expiredMetadata(String log) {
        Map<String, Long> since = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT location, since_millis FROM varve_expired_metadata WHERE log = ?")) {
            statement.setString(1, log);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    since.put(rows.getString(1), rows.getLong(2));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return since;
    }

    synchronized void noteExpiredMetadata(String log, Iterable<String> locations, long sinceMillis) {
        batch(
                "MERGE INTO varve_expired_metadata (location, log, since_millis) VALUES (?, ?, ?)",
                locations,
                statement -> {
                    statement.setString(2, log);
                    statement.setLong(3, sinceMillis);
                });
    }

    synchronized void forgetExpiredMetadata(Iterable<String> locations) {
        batch("DELETE FROM varve_expired_metadata WHERE location = ?", locations, statement -> {});
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** One transaction over all the locations, each as the statement's first parameter. */
    private void batch(String sql, Iterable<String> locations, Binding others) {
        if (!locations.iterator().hasNext()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            try {
                for (String location : locations) {
                    statement.setString(1, location);
                    others.bind(statement);
                    statement.addBatch();
                }
                statement.executeBatch();
                connection.commit();
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static CatalogException failed(SQLException e) {
        return new CatalogException("the catalog's database failed: " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
