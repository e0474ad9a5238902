package io.varve.ingest.source.feed;

import io.varve.ingest.thread.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a source in a thread of its own until it is closed. A step that fails, in whatever way, is tried again after
 * a pause that grows from a fifth of a second to half a minute; nothing else ends it. Thread-safe.
 */
public final class Feed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final FeedWork work;
    private final FeedStatus status;
    private final Pause pause;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
    private final Thread thread;
    private volatile boolean closed;

    /** Where the thread waits between steps. */
    interface Pause {
        /** Returns after so long, or when {@link #end()} was or is called. */
        void await(Duration duration) throws InterruptedException;

        void end();
    }

    Feed(FeedWork work, FeedStatus status, Pause pause) {
        this.work = work;
        this.status = status;
        this.pause = pause;
        this.thread = new Thread(this::run, "varve-source-" + status.name());
        thread.setDaemon(true);
    }

    /**
     * Begins to follow the source.
     *
     * @param work closed by this feed when it is closed
     * @param status where the work tells what it took
     */
    public static Feed start(FeedWork work, FeedStatus status) {
        return new Feed(work, status, new RealPause()).begun();
    }

    Feed begun() {
        thread.start();
        return this;
    }

    public FeedStatus status() {
        return status;
    }

    /** Returns when the step under way has ended. */
    @Override
    public void close() {
        closed = true;
        pause.end();
        work.wakeUp();
        Threads.join(thread);
    }

    private void run() {
        try (work) {
            while (!closed) {
                pause.await(step());
            }
        } catch (InterruptedException e) {
            // nobody but close() ends this thread, and it does so by a flag
            status.failed("the thread was interrupted");
            LOG.error("source '{}' has ended: its thread was interrupted", status.name(), e);
        }
    }

    private Duration step() {
        try {
            Duration wait = work.step();
            backOff.afterSuccess();
            if (status.problem() != null) {
                LOG.info("source '{}' is well again", status.name());
            }
            status.isWell();
            return wait;
        } catch (Throwable e) {
            return closed ? Duration.ZERO : afterFailure(e);
        }
    }

    private Duration afterFailure(Throwable e) {
        Duration wait = LONGEST_PAUSE;
        try {
            wait = told(e);
        } catch (Throwable also) {
            // without memory not even this can be said; what must not be left out is to begin from what is durable
        }
        try {
            reset();
        } catch (Throwable also) {
            wait = LONGEST_PAUSE; // the next step fails too where something is still open, and comes here again
        }
        return wait;
    }

    private Duration told(Throwable e) {
        Duration wait = backOff.afterFailure();
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        status.failed(why);
        LOG.warn("source '{}' tries again in {}: {}", status.name(), wait, why);
        LOG.debug("source '{}' failed", status.name(), e);
        return wait;
    }

    private void reset() {
        try {
            work.reset();
        } catch (RuntimeException also) {
            LOG.warn("source '{}' did not give back all that was open: {}", status.name(), also.getMessage());
        }
    }

    private static final class RealPause implements Pause {

        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void await(Duration duration) throws InterruptedException {
            ended.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void end() {
            ended.countDown();
        }
    }
}
