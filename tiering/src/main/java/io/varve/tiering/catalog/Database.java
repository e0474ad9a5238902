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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final Map<String, MetadataProof> newProofs = new HashMap<>();

    private Database(Path file, String url, Connection connection) {
        this.file = file;
        this.url = url;
        this.connection = connection;
    }

    /** Whether there is a database. One without a byte is none: H2 would take it for a new one. */
    static boolean exists(Path directory) {
        try {
            return Files.size(fileIn(directory)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    static Path fileIn(Path directory) {
        return directory.resolve(DIRECTORY).resolve(NAME + SUFFIX);
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
                statement.execute("CREATE TABLE IF NOT EXISTS varve_metadata_proofs ("
                        + "location VARCHAR PRIMARY KEY, bytes BIGINT NOT NULL, sha256 VARBINARY(32) NOT NULL)");
            }
            Disk.syncDirectory(home);
            return new Database(home.resolve(NAME + SUFFIX), url, connection);
        } catch (IOException e) {
            throw new CatalogException("cannot make " + home + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            if (e.getErrorCode() == IN_USE) {
                throw new CatalogException("the catalog in " + directory + " is open in another process", e);
            }
            throw unreadable(directory, e);
        } catch (RuntimeException e) {
            throw unreadable(directory, e); // H2 does not foresee all that a damaged file can hold
        }
    }

    private static CatalogException unreadable(Path directory, Exception e) {
        return new CatalogException(
                "cannot open the catalog's database " + fileIn(directory) + ": " + e.getMessage()
                        + "; put it back from a backup with the rest of the directory, or `varve recover` into a new one",
                e);
    }

    String url() {
        return url;
    }

    Path file() {
        return file;
    }

    /** Puts all that is committed on the disk, past the caches of the operating system. */
    synchronized void sync() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
            Disk.synced(file);
        }
    }

    /** Where the embedded catalog says the table's metadata lies, null if it has no such table. */
    @Nullable
    String metadataLocation(String namespace, String table) {
        return pointer("metadata_location", namespace, table);
    }

    /** Where the metadata lay before the newest commit, null if the catalog has no such table or knows of none. */
    @Nullable
    String previousMetadataLocation(String namespace, String table) {
        return pointer("previous_metadata_location", namespace, table);
    }

    private synchronized @Nullable String pointer(String column, String namespace, String table) {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + column + " FROM iceberg_tables WHERE table_namespace = ? AND table_name = ?")) {
            statement.setString(1, namespace);
            statement.setString(2, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** What was noted of the metadata file when it was written, null if nothing was. */
    synchronized @Nullable MetadataProof proof(String location) {
        MetadataProof unsaved = newProofs.get(location);
        if (unsaved != null) {
            return unsaved;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT bytes, sha256 FROM varve_metadata_proofs WHERE location = ?")) {
            statement.setString(1, location);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? new MetadataProof(rows.getLong(1), rows.getBytes(2)) : null;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Notes what a file holds that was just written. It is in the database as soon as the table metadata is that leads
     * to it, all of a commit in one transaction.
     */
    synchronized void noteProof(String location, MetadataProof proof) {
        newProofs.put(location, proof);
        if (location.endsWith(".metadata.json")) {
            batch(
                    "MERGE INTO varve_metadata_proofs (location, bytes, sha256) VALUES (?, ?, ?)",
                    newProofs.keySet(),
                    (statement, file) -> {
                        MetadataProof known = Objects.requireNonNull(newProofs.get(file));
                        statement.setLong(2, known.bytes());
                        statement.setBytes(3, known.sha256());
                    });
            newProofs.clear();
        }
    }

    /** Forgets the proofs of files that begin like this and are not among those that are there. */
    synchronized void keepProofs(String prefix, Set<String> there) {
        List<String> gone = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT location FROM varve_metadata_proofs")) {
            while (rows.next()) {
                String location = rows.getString(1);
                if (location.startsWith(prefix) && !there.contains(location)) {
                    gone.add(location);
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        batch("DELETE FROM varve_metadata_proofs WHERE location = ?", gone, (statement, location) -> {});
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
                (statement, location) -> {
                    statement.setString(2, log);
                    statement.setLong(3, sinceMillis);
                });
    }

    synchronized void forgetExpiredMetadata(Iterable<String> locations) {
        batch("DELETE FROM varve_expired_metadata WHERE location = ?", locations, (statement, location) -> {});
    }

    private interface Binding {
        void bind(PreparedStatement statement, String location) throws SQLException;
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
                    others.bind(statement, location);
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
