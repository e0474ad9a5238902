package io.varve.query.sql;

import io.varve.query.sql.select.SelectStatement;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT over the table {@code events} and the states of aggregates, and its answer. The answer is there as a whole
 * before its first row is given out, or not at all; what of it does not fit into memory lies on disk. For one thread,
 * but for {@link #cancel}.
 */
public final class SqlQuery implements AutoCloseable {

    private final Question question;
    private final QueriedLog log;
    private final Databases databases;
    private final Watch watch;
    private final Set<String> directories = new LinkedHashSet<>();
    private SqlReading reading = new SqlReading(0, 0, 0, 0, 0);
    private @Nullable Session session;
    private @Nullable Taken taken;
    private @Nullable Answer answer;
    private boolean hasRun;
    private boolean isReusable;

    SqlQuery(Question question, QueriedLog log, Databases databases, Watch watch) {
        this.question = question;
        this.log = log;
        this.databases = databases;
        this.watch = watch;
    }

    /**
     * Runs it; the rows are there then.
     *
     * @throws SqlException if it may not run, failed, took too long, or was cancelled
     * @throws io.varve.tiering.store.SealedFileException if a file that it reads is missing, damaged or cannot be read
     * @throws io.varve.query.replay.ReplayException if the hot tier cannot be read
     * @throws io.varve.query.projection.ProjectionException if an event cannot be folded
     */
    public void run() {
        run(null);
    }

    /**
     * Runs it, and writes the rows to a Parquet file, which must not be there yet; what a failure leaves of it is the
     * caller's to remove. Throws as {@link #run()} does.
     */
    public void runInto(Path file) {
        Path path = file.toAbsolutePath().normalize();
        hide(path);
        run(path.toString());
    }

    private void run(@Nullable String output) {
        if (hasRun) {
            throw new IllegalStateException("a query runs once");
        }
        hasRun = true;
        try {
            Session open = prepared(output);
            Answer whole = Answer.of(question.select(), open);
            answer = whole;
            if (output == null) {
                isReusable = true;
            } else {
                whole.copyTo(output);
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            watch.close();
        }
    }

    private Session prepared(@Nullable String output) throws SQLException {
        Database kept = databases.takeKept();
        if (kept != null) {
            Session open = begun(kept);
            if (prepare(open, output)) {
                return open;
            }
            release(); // it is locked to other files
        }
        Session open = begun(databases.open(watch));
        if (!prepare(open, output)) {
            throw new IllegalStateException("a new database is locked");
        }
        return open;
    }

    private Session begun(Database database) throws SQLException {
        hide(database.temporary().resolve("any"));
        Session open;
        try {
            open = database.session(watch);
        } catch (SQLException e) {
            try (database) {
                throw e;
            }
        }
        session = open;
        return open;
    }

    /** False if the database is locked to other files than those that are read now. */
    private boolean prepare(Session open, @Nullable String output) throws SQLException {
        SelectStatement select = parse(open);
        EventsTable events = new EventsTable(question.moment(), open, watch);
        open.begin();
        StateTables states = StateTables.create(select, log.projections(), open, watch);
        check(states, open); // before anything is fetched
        Places places = Places.of(select, open);
        Taken held = Taken.of(places, question.moment(), log, watch);
        taken = held;
        List<String> paths = held.files().paths();
        paths.forEach(path -> hide(Path.of(path)));
        List<String> allowed = new ArrayList<>(paths);
        if (output != null) {
            allowed.add(output);
        }
        if (!open.database().lock(allowed, open)) {
            return false;
        }
        long hotEvents = events.fillHot(log.replayer(), held.hotRanges());
        events.show(paths, hotEvents > 0);
        long foldedEvents = states.fill(log.states(), question.moment(), held.end());
        reading = held.reading(hotEvents, foldedEvents);
        return true;
    }

    /** Tells of what is wrong with the statement where it can open nothing that it may not. */
    private void check(StateTables states, Session open) throws SQLException {
        if (open.database().isLocked()) {
            Answer.check(question.select(), open);
            return;
        }
        try (Session confined = databases.confined(watch)) {
            confined.begin();
            states.makeIn(confined);
            Answer.check(question.select(), confined);
        }
    }

    private SelectStatement parse(Session open) throws SQLException {
        String tree = open.value("SELECT CAST(json_serialize_sql(?) AS VARCHAR)", question.select());
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
        isReusable = false;
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
        try {
            release();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void release() throws SQLException {
        Session ended = session;
        try (Taken last = taken;
                Session second = ended;
                Answer first = answer) {
            taken = null;
            session = null;
            answer = null;
        } catch (SQLException | RuntimeException e) {
            isReusable = false;
            throw e;
        } finally {
            if (ended != null && isReusable) {
                databases.giveBack(ended.database());
            } else if (ended != null) {
                ended.database().close();
            }
        }
    }
}
