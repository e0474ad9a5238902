package io.varve.query.sql;

import io.varve.query.replay.Replayer;
import io.varve.query.sql.select.SelectStatement;
import io.varve.tiering.store.ColdFileCache;
import io.varve.tiering.store.LogSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT over the table {@code events}, and its answer. The answer is there as a whole before its first row is
 * given out, or not at all; what of it does not fit into memory lies on disk. For one thread, but for {@link #cancel}.
 */
public final class SqlQuery implements AutoCloseable {

    private final String sql;
    private final LogSources sources;
    private final Replayer replayer;
    private final ColdFileCache cache;
    private final SqlSettings settings;
    private final Path temporary;
    private final Watch watch;
    private final Set<String> directories = new LinkedHashSet<>();
    private SqlReading reading = new SqlReading(0, 0, 0, 0);
    private @Nullable Session session;
    private @Nullable Taken taken;
    private @Nullable Answer answer;

    SqlQuery(
            String sql,
            LogSources sources,
            Replayer replayer,
            ColdFileCache cache,
            SqlSettings settings,
            Path temporary,
            Watch watch) {
        this.sql = sql;
        this.sources = sources;
        this.replayer = replayer;
        this.cache = cache;
        this.settings = settings;
        this.temporary = temporary;
        this.watch = watch;
        hide(temporary.resolve("any"));
    }

    /**
     * Runs it; the rows are there then.
     *
     * @throws SqlException if it may not run, failed, took too long, or was cancelled
     * @throws io.varve.tiering.store.SealedFileException if a file that it reads is missing, damaged or cannot be read
     * @throws io.varve.query.replay.ReplayException if the hot tier cannot be read
     */
    public void run() {
        run(null);
    }

    /**
     * Runs it, and writes the rows to a Parquet file; one that is there is replaced, and what a failure leaves of it is
     * the caller's to remove. Throws as {@link #run()} does.
     */
    public void runInto(Path file) {
        Path path = file.toAbsolutePath().normalize();
        hide(path);
        run(path.toString());
    }

    private void run(@Nullable String output) {
        if (session != null) {
            throw new IllegalStateException("a query runs once");
        }
        try {
            makeTemporary();
            Session open = Session.open(settings, temporary, watch);
            session = open;
            prepare(open, output);
            Answer whole = Answer.of(sql, open);
            answer = whole;
            if (output != null) {
                whole.copyTo(output);
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            watch.close();
        }
    }

    private void prepare(Session open, @Nullable String output) throws SQLException {
        SelectStatement select = parse(open);
        EventsTable events = new EventsTable(open, watch);
        events.create();
        Answer.check(sql, open); // before anything is fetched
        Places places = Places.of(select, open);
        open.begin();
        Taken held = Taken.of(places, sources, replayer, cache, watch);
        taken = held;
        long hotEvents = events.fillHot(replayer, held.hotRanges());
        List<String> paths = held.files().paths();
        paths.forEach(path -> hide(Path.of(path)));
        events.show(paths, hotEvents > 0);
        List<String> allowed = new ArrayList<>(paths);
        if (output != null) {
            allowed.add(output);
        }
        open.lock(allowed);
        reading = held.reading(hotEvents);
    }

    private SelectStatement parse(Session open) throws SQLException {
        String tree = open.value("SELECT CAST(json_serialize_sql(?) AS VARCHAR)", sql);
        try {
            return SelectStatement.of(String.valueOf(tree));
        } catch (IllegalArgumentException e) {
            throw new SqlException(Messages.line(String.valueOf(e.getMessage()), List.of()), e);
        }
    }

    /** Ends it, from another thread: who waits for it gets a {@link SqlException}. */
    public void cancel() {
        watch.cancel();
    }

    /** The columns of the answer. */
    public List<SqlColumn> columns() {
        return List.copyOf(whole().columns());
    }

    /** From where it read. */
    public SqlReading reading() {
        return reading;
    }

    /** Goes to the next row; false at the end. */
    public boolean next() {
        watch.checkWanted();
        try {
            return whole().next();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The value of a column, from 0 on, in the form that {@link #columns} tells; null for NULL. */
    public @Nullable String text(int column) {
        try {
            return whole().text(column);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Answer whole() {
        Answer present = answer;
        if (present == null) {
            throw new IllegalStateException("the query has not run");
        }
        return present;
    }

    /** In messages, files of the same directory go by their names alone. */
    private void hide(Path file) {
        String path = file.toString();
        directories.add(path.substring(0, path.lastIndexOf('/') + 1));
    }

    private RuntimeException failure(SQLException e) {
        try {
            watch.check();
        } catch (SqlException ended) {
            ended.addSuppressed(e);
            return ended;
        }
        return Messages.of(e, List.copyOf(directories));
    }

    /** Frees what it holds, in memory and on disk. */
    @Override
    public void close() {
        watch.close();
        try (Taken last = taken;
                Session second = session;
                Answer first = answer) {
            answer = null;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            removeTemporary();
        }
    }

    private void makeTemporary() {
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + temporary + ": " + e.getMessage(), e);
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
