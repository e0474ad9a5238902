package io.varve.query.sql;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks one log in SQL. Thread-safe; each query is for one thread, and has a DuckDB of its own. That of the last one is
 * kept for a minute at most.
 */
public final class SqlQueries implements AutoCloseable {

    private static final long MILLIS_OF_AGE = 30_000;

    private final QueriedLog log;
    private final SqlSettings settings;
    private final Databases databases;
    private final Future<?> aging;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "varve-sql-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** @param temporary directory for what does not fit into memory; made on first use, emptied when a query is over */
    public SqlQueries(QueriedLog log, SqlSettings settings, Path temporary) {
        this.log = log;
        this.settings = settings;
        this.databases = new Databases(settings, temporary);
        this.aging = timer.scheduleWithFixedDelay(databases::age, MILLIS_OF_AGE, MILLIS_OF_AGE, TimeUnit.MILLISECONDS);
    }

    /** A query that has not begun. */
    public SqlQuery query(Question question) {
        return new SqlQuery(question, log, databases, new Watch(timer, settings.timeout()));
    }

    /** Ends what watches the queries: they are to be closed before. */
    @Override
    public void close() {
        aging.cancel(false);
        timer.shutdownNow();
        databases.close();
    }
}
