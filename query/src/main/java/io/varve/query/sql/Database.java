package io.varve.query.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB in memory: first ours to prepare, then locked to some files for as long as it lives. Each query has a
 * session of its own in it, of which nothing stays. For one query at a time, but for looking at statements.
 */
final class Database implements AutoCloseable {

    private final DuckDBConnection root;
    private final Path temporary;
    private @Nullable Set<String> paths;

    private Database(DuckDBConnection root, Path temporary) {
        this.root = root;
        this.temporary = temporary;
    }

    /** @param temporary where it puts what does not fit into memory: made when it has to, and gone when it is closed */
    static Database open(SqlSettings settings, Path temporary, Watch watch) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        properties.setProperty("memory_limit", settings.memoryBytes() + "B");
        properties.setProperty("threads", Integer.toString(settings.threads()));
        properties.setProperty("temp_directory", temporary.toString());
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("allow_community_extensions", "false");
        DuckDBConnection root =
                DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
        Database database = new Database(root, temporary);
        try (Session session = database.session(watch)) {
            session.execute("SET GLOBAL max_temp_directory_size = '" + settings.temporaryBytes() + "B'");
            session.execute("SET GLOBAL TimeZone = 'UTC'");
            session.execute("CREATE SCHEMA varve");
            EventsTable.create(session);
            Places.create(session);
            return database;
        } catch (SQLException | RuntimeException e) {
            try (database) {
                throw e;
            }
        }
    }

    Session session(Watch watch) throws SQLException {
        return new Session(this, root.duplicate(), watch);
    }

    Path temporary() {
        return temporary;
    }

    /**
     * From now on only these files can be opened, and no setting can be changed.
     *
     * @return false if it is locked already, to other files
     */
    boolean lock(Collection<String> wanted, Session session) throws SQLException {
        Set<String> wantedPaths = Set.copyOf(wanted);
        if (paths != null) {
            return paths.equals(wantedPaths);
        }
        session.execute("SET GLOBAL allowed_paths = [" + Session.quoted(wanted) + "]");
        session.execute("SET GLOBAL enable_external_access = false");
        session.execute("SET GLOBAL lock_configuration = true");
        paths = wantedPaths;
        return true;
    }

    boolean isLocked() {
        return paths != null;
    }

    /** Whether it holds nothing on disk. */
    boolean isInMemory() {
        return Files.notExists(temporary);
    }

    @Override
    public void close() throws SQLException {
        try {
            root.close();
        } finally {
            removeTemporary();
        }
    }

    private void removeTemporary() {
        if (Files.isDirectory(temporary)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary)) {
                for (Path left : all) {
                    Files.deleteIfExists(left);
                }
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot empty " + temporary + ": " + e.getMessage(), e);
            }
        }
    }
}
