package io.varve.server.http.route;

import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Bounds the answers that are being read: each keeps a thread for as long as its reader takes, and the others must find
 * one. Thread-safe.
 */
public final class Streams implements AutoCloseable {

    private static final String SECONDS_TO_WAIT = "5";

    private final ServedLogs logs;
    private final Semaphore free;
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
        if (stopping) {
            throw stopped();
        }
        if (!free.tryAcquire()) {
            throw Problem.of(ProblemType.TOO_MANY_REQUESTS, "as many answers are being read as may be: ask again later")
                    .withHeader("Retry-After", SECONDS_TO_WAIT)
                    .exception();
        }
        return free::release;
    }

    /** Held while an answer is read. */
    @FunctionalInterface
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
