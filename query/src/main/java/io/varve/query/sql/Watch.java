package io.varve.query.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a query that takes too long or is no longer wanted. Thread-safe. */
final class Watch implements AutoCloseable {

    /** DuckDB forgets an interruption that comes before the statement begins, so it is told again. */
    private static final long AGAIN_MILLIS = 50;

    private final Duration limit;
    private final Future<?> rounds;
    private final long start = System.nanoTime();
    private volatile boolean cancelled;
    private volatile boolean late;
    private volatile boolean ended;
    private @Nullable Statement running;

    Watch(ScheduledExecutorService timer, Duration limit) {
        this.limit = limit;
        this.rounds = timer.scheduleWithFixedDelay(this::round, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    void cancel() {
        cancelled = true;
    }

    /** @throws SqlException if nobody wants it any more */
    void checkWanted() {
        if (cancelled) {
            throw new SqlException("the query was cancelled");
        }
    }

    /** @throws SqlException if it is to end now */
    void check() {
        checkWanted();
        late |= isOver();
        if (late) {
            throw new SqlException("the query took longer than sql.timeout allows (" + limit.toMillis() / 1000.0
                    + " s): ask for less, or raise it");
        }
    }

    /** The statement to interrupt from now on; none if null. */
    synchronized void running(@Nullable Statement statement) {
        running = statement;
    }

    private boolean isOver() {
        return !ended && System.nanoTime() - start > limit.toNanos();
    }

    private synchronized void round() {
        late |= isOver();
        Statement statement = running;
        if (statement != null && (late || cancelled)) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // It has just ended: nothing is left to interrupt.
                running = null;
            }
        }
    }

    /** The answer is there: time no longer counts. */
    @Override
    public void close() {
        ended = true;
        rounds.cancel(false);
        running(null);
    }
}
