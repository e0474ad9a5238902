package io.varve.server.http.operate;

import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that was asked for: a little of it is done at once, a little waits. What is not over is remembered, and of the
 * rest what is newest, as long as the process lives. Thread-safe.
 */
public final class Operations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 32;
    private static final int MOST_REMEMBERED = 200;

    private final InstantSource clock;
    private final Duration stopTimeout;
    private final Deque<Operation> newestFirst = new ArrayDeque<>();
    private final ThreadPoolExecutor executor;

    /** @param stopTimeout how long {@link #close} waits for what runs */
    public Operations(InstantSource clock, Duration stopTimeout) {
        this.clock = clock;
        this.stopTimeout = stopTimeout;
        this.executor = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "varve-operation");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Begins work, or lets it wait for its turn.
     *
     * @throws io.varve.server.http.problem.ProblemException 429 if too much waits already
     */
    Operation start(String log, String kind, Operation.Work work) {
        Operation operation = new Operation(log, kind, clock);
        try {
            executor.execute(() -> {
                Exception failure = operation.run(work);
                if (failure != null) {
                    LOG.warn("log '{}': {} failed: {}", log, kind, failure.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            Problem why = executor.isShutdown()
                    ? Problem.of(ProblemType.STOPPING, "the server stops: ask again when it is back")
                    : Problem.of(
                            ProblemType.TOO_MANY_REQUESTS, MOST_WAITING + " operations wait already: ask again later");
            throw why.withHeader("Retry-After", "60").exception();
        }
        remember(operation);
        return operation;
    }

    /** Does work in this thread, and lets it be watched as other work. Failures are the caller's to log. */
    public void perform(String log, String kind, Operation.Work work) throws Exception {
        Operation operation = new Operation(log, kind, clock);
        remember(operation);
        Exception failure = operation.run(work);
        if (failure != null) {
            throw failure;
        }
        if (!operation.isWorthRemembering()) {
            forget(operation);
        }
    }

    private synchronized void forget(Operation operation) {
        newestFirst.remove(operation);
    }

    private synchronized void remember(Operation operation) {
        newestFirst.addFirst(operation);
        Iterator<Operation> oldestFirst = newestFirst.descendingIterator();
        while (newestFirst.size() > MOST_REMEMBERED && oldestFirst.hasNext()) {
            if (oldestFirst.next().isOver()) {
                oldestFirst.remove();
            }
        }
    }

    /** Those of a log, newest first. */
    synchronized List<Operation> of(String log) {
        return newestFirst.stream().filter(each -> each.log().equals(log)).toList();
    }

    /** The operation of this id, if it is one of this log and remembered. */
    Optional<Operation> find(String log, String id) {
        return of(log).stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /** Lets what waits go, and waits a while for what runs. */
    @Override
    public void close() {
        executor.shutdown();
        executor.getQueue().clear();
        try {
            if (!executor.awaitTermination(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("operations that run did not end within {}: they are interrupted", stopTimeout);
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
