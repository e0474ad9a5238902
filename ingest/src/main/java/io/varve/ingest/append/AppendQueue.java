package io.varve.ingest.append;

import io.varve.ingest.thread.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that wait to be stored, within a bound of bytes, and the one thread that stores them: all that came
 * while it stored the last group are the next one. Thread-safe.
 */
final class AppendQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendQueue.class);
    private static final int MAX_GROUP = 4_096;

    private final int mostBytes;
    private final LogCommitter log;
    private final AppendState state;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Semaphore freeBytes;
    private final Thread thread;

    AppendQueue(int mostBytes, LogCommitter log, AppendState state) {
        this.mostBytes = mostBytes;
        this.log = log;
        this.state = state;
        this.freeBytes = new Semaphore(mostBytes);
        this.thread = new Thread(this::run, "varve-append");
        thread.setDaemon(true);
        thread.start();
    }

    /** What a request of these events holds of the queue; one that is larger than the queue holds all of it. */
    int permits(List<PreparedEvent> events) {
        long bytes = 0;
        for (PreparedEvent event : events) {
            bytes += event.content().length;
        }
        return (int) Math.min(mostBytes, bytes);
    }

    /** Adds the request when there is room for it. */
    CompletableFuture<List<Appended>> add(Pending pending) {
        freeBytes.acquireUninterruptibly(pending.permits);
        return added(pending);
    }

    /** @throws AppendQueueFullException if there is no room within the patience */
    CompletableFuture<List<Appended>> add(Pending pending, Duration patience) {
        try {
            if (!freeBytes.tryAcquire(pending.permits, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AppendQueueFullException(mostBytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AppendRefusedException("interrupted while the append queue was full");
        }
        return added(pending);
    }

    private CompletableFuture<List<Appended>> added(Pending pending) {
        queue.add(pending);
        if (state.isClosed() && queue.remove(pending)) {
            throw AppendState.closedRefusal();
        }
        return pending.answer;
    }

    /** Stores what is queued, then stops. The state must be closed already, so that nothing more comes in. */
    @Override
    public void close() {
        queue.add(Pending.END);
        Threads.join(thread);
    }

    private void run() {
        List<Pending> group = new ArrayList<>(MAX_GROUP);
        boolean ending = false;
        while (!ending) {
            group.clear();
            group.add(takeUninterruptibly());
            try {
                queue.drainTo(group, MAX_GROUP - 1);
                ending = group.remove(Pending.END);
                store(group);
            } catch (Throwable e) {
                // whatever it is, nobody may wait for ever: who is answered already is not answered again
                fail(group, state.stopFor("the appending thread failed", e));
            } finally {
                group.forEach(pending -> freeBytes.release(pending.permits));
            }
        }
        for (Pending late : queue) {
            late.fail(AppendState.closedRefusal());
        }
    }

    private void store(List<Pending> group) {
        List<Pending> stored = new ArrayList<>(group.size());
        try {
            log.store(group, stored);
        } finally {
            // none of which is answered then: they are in the log, the head may never pass them
            fail(stored, state.failure());
        }
    }

    private static void fail(List<Pending> group, @Nullable AppendUnknownException cause) {
        if (cause != null) {
            group.forEach(pending -> pending.fail(cause));
        }
    }

    private Pending takeUninterruptibly() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Nobody but close() ends this thread, and it does so by an entry in the queue.
                LOG.warn("the appending thread was interrupted; it goes on");
            }
        }
    }
}
