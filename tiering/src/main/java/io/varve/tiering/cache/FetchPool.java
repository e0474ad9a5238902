package io.varve.tiering.cache;

import io.varve.tiering.read.ReadTally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads that wait for a far store, so that nobody else has to. Who has several things to fetch does those himself
 * that no thread has begun: so fetches may ask for fetches, and nobody waits for a thread. Threads end when they are
 * idle.
 */
public final class FetchPool implements Executor, AutoCloseable {

    /** Something that is fetched. */
    public interface Fetch {
        void run() throws IOException;
    }

    private static final long IDLE_SECONDS = 30;

    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final int threads;
    private final ThreadPoolExecutor executor;

    /** @param threads how much is fetched at once, beside what callers do themselves; at least 1 */
    public FetchPool(int threads) {
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "varve-fetch-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    public int threads() {
        return threads;
    }

    /** Counts a request for so many bytes, here and for the reader whose reads this thread does. */
    public void count(long requestedBytes) {
        requests.increment();
        bytes.add(requestedBytes);
        ReadTally.fetches(requestedBytes);
    }

    /** How many requests were counted. */
    public long requests() {
        return requests.sum();
    }

    /** How many bytes they asked for. */
    public long bytes() {
        return bytes.sum();
    }

    /** Does it in some thread; after the close it is dropped. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // closed: whoever needs it does it
        }
    }

    /**
     * Does all at once, and returns when all are done.
     *
     * @throws IOException the first that failed, in their order
     */
    public void all(List<Fetch> fetches) throws IOException {
        List<Step> steps = new ArrayList<>(fetches.size());
        for (Fetch fetch : fetches) {
            Step step = new Step(fetch);
            if (!steps.isEmpty()) {
                execute(step);
            }
            steps.add(step);
        }
        steps.forEach(Step::run);
        Throwable failure = null;
        for (Step step : steps) {
            Throwable own = step.failure();
            failure = failure == null ? own : failure;
        }
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure != null) {
            throw new CompletionException(failure);
        }
    }

    /** Begins nothing more. */
    @Override
    public void close() {
        executor.shutdown();
    }

    private static final class Step implements Runnable {

        private final Fetch fetch;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Step(Fetch fetch) {
            this.fetch = fetch;
        }

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                try {
                    fetch.run();
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            }
        }

        /** Waits for the end. */
        @org.jspecify.annotations.Nullable
        Throwable failure() {
            return done.handle((nothing, failure) -> failure).join();
        }
    }
}
