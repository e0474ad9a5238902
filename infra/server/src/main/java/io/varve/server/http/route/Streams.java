package io.varve.server.http.route;

import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Bounds the answers that are being made and read: each keeps a thread for as long as that takes, and the others must
 * find one. Thread-safe.
 */
public final class Streams implements AutoCloseable {

    private static final String SECONDS_TO_WAIT = "5";

    /** Each may take {@code sql.memory} and {@code sql.temporary}. */
    private static final int QUERIES = 4;

    private final ServedLogs logs;
    private final Semaphore free;
    private final Semaphore queries = new Semaphore(QUERIES);
    private final Duration keepAlive;
    private volatile boolean stopping;

    /** At most half of the threads read for somebody; well before a connection would be closed it gets a word. */
    public Streams(ServedLogs logs, VarveConfig.Limits limits) {
        this.logs = logs;
        this.free = new Semaphore(limits.threads() / 2);
        this.keepAlive = limits.idleTimeout().dividedBy(3);
    }

    /** Ends what follows or waits; before the server stops, which waits for it. */
    @Override
    public void close() {
        stopping = true;
        for (ArchiveLog log : logs.all()) {
            log.appender().durableHead().wake();
        }
    }

    /** After so long without an event a stream that follows prints something. */
    public Duration keepAlive() {
        return keepAlive;
    }

    /** Whether what is being read is to end. */
    public boolean isStopping() {
        return stopping;
    }

    /** An answer that cannot come to its end. */
    public static ProblemException stopped() {
        return Problem.of(ProblemType.STOPPING, "the server stops: go on where this answer ends, from another one")
                .exception();
    }

    /**
     * A place for one answer, free again when it is closed.
     *
     * @throws ProblemException if there is none
     */
    public Place take() {
        return place(free, "as many answers are being read as may be: ask again later");
    }

    /**
     * A place for one query in SQL, free again when it is closed.
     *
     * @throws ProblemException if there is none
     */
    public Place takeQuery() {
        return place(queries, QUERIES + " queries in SQL are being answered, which is the most: ask again later");
    }

    private Place place(Semaphore places, String why) {
        if (stopping) {
            throw stopped();
        }
        if (!places.tryAcquire()) {
            throw Problem.of(ProblemType.TOO_MANY_REQUESTS, why)
                    .withHeader("Retry-After", SECONDS_TO_WAIT)
                    .exception();
        }
        return places::release;
    }

    /** Held while an answer is made and read. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
