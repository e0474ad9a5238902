package io.varve.query.replay;

import io.varve.query.replay.sort.EventSort;
import io.varve.tiering.read.ReadTally;
import io.varve.tiering.store.LogSources;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Replays one log. Thread-safe; each cursor is for one thread at a time. Cursors are to be closed before it; those that
 * are not go on without reading ahead.
 */
public final class Replayer implements AutoCloseable {

    /** Larger chunks sort no faster: what is live in a chunk costs the collector more than a merge of small ones. */
    private static final long MAX_SORT_BYTES = 64 << 20;

    private final LogSources sources;
    private final ReplayerConfig config;
    private final ReadBudget budget;
    private final Reading reading;
    private final Runnable stop;
    private final Set<LeasedCursor> leased = ConcurrentHashMap.newKeySet();

    /**
     * Removes what an earlier process left in the spill directory. The sources stay the caller's to close, after this.
     *
     * @throws IOException if the spill directory cannot be made or read
     */
    public Replayer(LogSources sources, ReplayerConfig config) throws IOException {
        this.sources = sources;
        this.config = config;
        this.budget = new ReadBudget(config.readBudgetBytes());
        EventSort.removeLeftovers(config.spillDirectory());
        if (config.prefetchThreads() == 0) {
            this.stop = () -> {};
            this.reading = new Reading(sources, budget, new ReadTally(), read -> {}, 0);
        } else {
            ExecutorService threads = threads(config.prefetchThreads());
            this.stop = threads::shutdown;
            this.reading = new Reading(sources, budget, new ReadTally(), dropping(threads), config.prefetchThreads());
        }
    }

    private static ExecutorService threads(int count) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "varve-replay-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is dropped after the end is read by who needs it. */
    private static Executor dropping(ExecutorService threads) {
        return read -> {
            try {
                threads.execute(read);
            } catch (RejectedExecutionException e) {
                // closed: see the class's contract
            }
        };
    }

    /**
     * From where the request would be read now.
     *
     * @throws TilingException if the tiers leave a gap or overlap
     */
    public ReplayPlan plan(ReplayRequest request) {
        return reading.planned(request, sources.head().getAsLong()).plan();
    }

    /**
     * The events that the request asks for, up to the head as it is now.
     *
     * @throws TilingException if the tiers leave a gap or overlap
     */
    public EventCursor replay(ReplayRequest request) {
        long head = sources.head().getAsLong();
        Reading.Planned planned = reading.planned(request, head);
        if (request.subject() != null) {
            return leased(
                    new AggregateCursor(reading, request, request.subject(), head, planned.plan()), planned, true);
        }
        LogCursor inLogOrder = new LogCursor(reading, request, head, planned);
        return switch (request.order()) {
            case LOG -> leased(inLogOrder, planned, true);
            case AGGREGATE ->
                leased(
                        new SortedCursor(reading, planned.plan(), inLogOrder, config.spillDirectory(), sortBytes()),
                        planned,
                        false);
        };
    }

    private EventCursor leased(EventCursor cursor, Reading.Planned planned, boolean byPosition) {
        return new LeasedCursor(cursor, leased, sources.log(), planned.plan().from(), byPosition, config.nanoTime());
    }

    /**
     * Ends the cursors whose readers have asked for nothing for as long as the lease; what they held is given back, and
     * their next call fails with a {@link ReplayException} that tells where to go on. To be called now and then where
     * readers may go away without a word.
     *
     * @return how many were ended
     */
    public int endIdle() {
        int ended = 0;
        for (LeasedCursor cursor : leased) {
            if (cursor.endIfIdle(config.lease().toNanos())) {
                ended++;
            }
        }
        return ended;
    }

    private long sortBytes() {
        return Math.max(1, Math.min(MAX_SORT_BYTES, config.readBudgetBytes() / 2));
    }

    /** Memory that no replay holds at the moment, in bytes; below zero where replays need more than was allowed. */
    public long freeBudgetBytes() {
        return budget.free();
    }

    /** Ends reading ahead. */
    @Override
    public void close() {
        stop.run();
    }
}
