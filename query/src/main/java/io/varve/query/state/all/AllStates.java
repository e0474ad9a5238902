package io.varve.query.state.all;

import io.varve.query.projection.Projection;
import io.varve.query.state.Moment;
import io.varve.query.state.StateException;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.store.LogSources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongToIntFunction;

/**
 * Gives the states of all aggregates of a log at a moment, in the order of the aggregates. All events up to that moment
 * are read once, in files only the rows that are needed, by several threads: each folds the aggregates of a range. In
 * memory are the states of a few ranges, never the events. Thread-safe.
 */
public final class AllStates {

    private static final long MILLIS_BETWEEN_PROGRESS = 100;
    private static final int MAX_MOVES = 8;

    private static final int EVENTS_PER_SAMPLE = 256;

    private final LogSources sources;
    private final int threads;
    private final int eventsPerSample;
    private final LongToIntFunction rangesOf;

    /** @param threads how many read and fold, at least 1 */
    public AllStates(LogSources sources, int threads) {
        this(
                sources,
                threads,
                EVENTS_PER_SAMPLE,
                events -> Ranges.count(events, threads, Runtime.getRuntime().maxMemory()));
    }

    /** @param rangesOf how many ranges are made of so many events */
    AllStates(LogSources sources, int threads, int eventsPerSample, LongToIntFunction rangesOf) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads, must be at least 1");
        }
        this.sources = sources;
        this.threads = threads;
        this.eventsPerSample = eventsPerSample;
        this.rangesOf = rangesOf;
    }

    /**
     * Gives each aggregate that has at least one event by then to the consumer, in the calling thread.
     *
     * @return how many there were
     * @throws StateException if the projection folds the whole log
     * @throws io.varve.query.projection.ProjectionException if an event cannot be folded
     * @throws io.varve.tiering.store.SealedFileException if a file cannot be read
     * @throws CancellationException if the calling thread is interrupted
     */
    public <S> long read(
            Projection<S> projection, Moment moment, Consumer<AggregateState> consumer, ReadProgress progress) {
        return read(projection, moment, sources.head().getAsLong(), consumer, progress);
    }

    /**
     * As {@link #read(Projection, Moment, Consumer, ReadProgress)}, of the front of the log alone.
     *
     * @param end the first position that is not read, at most the head
     */
    public <S> long read(
            Projection<S> projection,
            Moment moment,
            long end,
            Consumer<AggregateState> consumer,
            ReadProgress progress) {
        if (projection.scope() != Projection.Scope.AGGREGATE) {
            throw new StateException("projection '" + projection.name() + "' folds the whole log, not each aggregate");
        }
        Counter counter = new Counter();
        ExecutorService pool = pool();
        try {
            return new Reading<>(pool, counter, projection, moment, end, progress).give(consumer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while reading log '" + sources.log() + "'");
        } finally {
            counter.stop();
            end(pool);
        }
    }

    /** Waits for the threads, which hold files open: each of them looks at the counter soon. */
    private static void end(ExecutorService pool) {
        pool.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ExecutorService pool() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "varve-states-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** One answer in the making. */
    private final class Reading<S> {

        private final ExecutorService pool;
        private final Projection<S> projection;
        private final Moment moment;
        private final ReadProgress progress;
        private final SampleStore samples = new SampleStore(sources, eventsPerSample);
        private final Counter counter;
        private final long end;
        private long total;

        Reading(
                ExecutorService pool,
                Counter counter,
                Projection<S> projection,
                Moment moment,
                long end,
                ReadProgress progress) {
            this.pool = pool;
            this.counter = counter;
            this.projection = projection;
            this.moment = moment;
            this.end = end;
            this.progress = progress;
        }

        long give(Consumer<AggregateState> consumer) throws InterruptedException {
            Deque<KeyRange> waiting = new ArrayDeque<>(ranges());
            Deque<Future<List<AggregateState>>> begun = new ArrayDeque<>();
            long given = 0;
            while (!waiting.isEmpty() || !begun.isEmpty()) {
                while (!waiting.isEmpty() && begun.size() <= threads) {
                    begun.add(pool.submit(
                            new RangeFold<>(sources, samples, projection, moment, waiting.remove(), end, counter)));
                }
                List<AggregateState> states = await(begun.remove());
                states.forEach(consumer);
                given += states.size();
            }
            progress.read(counter.sum(), Math.max(total, counter.sum()));
            return given;
        }

        /** Tries anew when what it looks at moves away meanwhile. */
        private List<KeyRange> ranges() throws InterruptedException {
            for (int tries = 1; ; tries++) {
                CatalogView view = sources.catalog().get();
                try {
                    return ranges(view);
                } catch (RuntimeException e) {
                    if (tries > MAX_MOVES || sources.catalog().get().number() == view.number()) {
                        throw e;
                    }
                }
            }
        }

        private List<KeyRange> ranges(CatalogView view) throws InterruptedException {
            List<CatalogFile> files = view.files().stream()
                    .filter(file -> moment.reaches(file.minRecordedAtMicros()))
                    .toList();
            boolean toTheEnd = files.size() == view.files().size();
            total = toTheEnd
                    ? end
                    : files.stream().mapToLong(CatalogFile::events).sum();
            int count = rangesOf.applyAsInt(total);
            if (count == 1) {
                return List.of(KeyRange.ALL);
            }
            List<Future<List<RunSamples>>> taken = new ArrayList<>();
            for (CatalogFile file : files) {
                taken.add(pool.submit(() -> samples.of(file)));
            }
            List<byte[]> keys = new ArrayList<>();
            if (toTheEnd && view.sealedTo() < end) {
                keys.addAll(samples.ofHot(view.sealedTo(), end, moment));
            }
            for (Future<List<RunSamples>> each : taken) {
                await(each).forEach(run -> keys.addAll(run.keys()));
            }
            return Ranges.cut(keys, count);
        }

        private <T> T await(Future<T> future) throws InterruptedException {
            while (true) {
                try {
                    return future.get(MILLIS_BETWEEN_PROGRESS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    progress.read(counter.sum(), Math.max(total, counter.sum()));
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    if (e.getCause() instanceof Error cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        }
    }
}
