package io.varve.query.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens databases, and keeps that of the last query that ended well, for a next one that reads the same files: opening
 * one takes longer than many a query. One that can open no file is there for statements that are only looked at.
 * Thread-safe.
 */
final class Databases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);

    private final SqlSettings settings;
    private final Path temporary;
    private final AtomicLong opened = new AtomicLong();
    private @Nullable Database kept;
    private @Nullable Database confined;
    private boolean aged;
    private boolean closed;

    /** @param temporary directory for what does not fit into memory; made on first use */
    Databases(SqlSettings settings, Path temporary) {
        this.settings = settings;
        this.temporary = temporary;
    }

    /** The one that is kept, if there is one; null otherwise. It is the caller's then. */
    synchronized @Nullable Database takeKept() {
        Database taken = kept;
        kept = null;
        return taken;
    }

    /** A new one, which is the caller's. */
    Database open(Watch watch) throws SQLException {
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + temporary + ": " + e.getMessage(), e);
        }
        return Database.open(settings, temporary.resolve("sql-" + opened.incrementAndGet()), watch);
    }

    /**
     * A session in a database that can open no file: where a statement is looked at before it is known which files it
     * reads. To look at one can already mean to open what it names, in the arguments of a function for one.
     */
    synchronized Session confined(Watch watch) throws SQLException {
        Database open = confined;
        if (open == null) {
            open = open(watch);
            try (Session session = open.session(watch)) {
                open.lock(List.of(), session);
            } catch (SQLException | RuntimeException e) {
                try (Database unwanted = open) {
                    throw e;
                }
            }
            confined = open;
        }
        return open.session(watch);
    }

    /** Takes one back whose query ended well; the sessions in it are closed. */
    void giveBack(Database database) throws SQLException {
        Database unwanted = database;
        synchronized (this) {
            if (!closed && database.isInMemory()) {
                unwanted = kept;
                kept = database;
                aged = false;
            }
        }
        if (unwanted != null) {
            unwanted.close();
        }
    }

    /** Called now and then: closes the one that is kept if it is the same as at the last call. */
    void age() {
        Database unwanted = null;
        synchronized (this) {
            if (aged) {
                unwanted = takeKept();
            }
            aged = true;
        }
        closeQuietly(unwanted);
    }

    @Override
    public void close() {
        Database unwanted;
        Database second;
        synchronized (this) {
            closed = true;
            unwanted = takeKept();
            second = confined;
            confined = null;
        }
        closeQuietly(unwanted);
        closeQuietly(second);
    }

    private static void closeQuietly(@Nullable Database database) {
        try {
            if (database != null) {
                database.close();
            }
        } catch (SQLException | RuntimeException e) {
            // It holds nothing that anybody waits for.
            LOG.warn("closing a DuckDB that was kept failed: {}", e.getMessage());
        }
    }
}
