package io.varve.query.replay;

import io.varve.query.replay.sort.EventSort;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadTally;
import io.varve.tiering.store.ColdReads;
import io.varve.tiering.store.LogSources;
import java.io.IOException;
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

    private static final int READS_PER_THREAD = 4;

    private final LogSources sources;
    private final ReplayerConfig config;
    private final ReadBudget budget;
    private final Reading reading;
    private final Runnable stop;
    private final Leases leases = new Leases();

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
        ReadBudget farBudget = budget.part(config.readBudgetBytes() / 2);
        Lane near;
        Lane far;
        if (config.prefetchThreads() == 0) {
            this.stop = () -> {};
            near = new Lane(budget, read -> {}, 0);
            far = new Lane(farBudget, read -> {}, 0);
        } else {
            ExecutorService threads = threads(config.prefetchThreads());
            this.stop = threads::shutdown;
            ColdReads cold = sources.files().coldReads();
            near = new Lane(budget, dropping(threads), config.prefetchThreads() * READS_PER_THREAD);
            far = new Lane(farBudget, cold.threads(), cold.requests());
        }
        this.reading = new Reading(sources, near, far, new ReadTally());
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

    private EventCursor leased(ReplayCursor cursor, Reading.Planned planned, boolean byPosition) {
        return new LeasedCursor(cursor, leases, sources.log(), planned.plan().from(), byPosition, config.nanoTime());
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
        for (LeasedCursor cursor : leases.open()) {
            if (cursor.endIfIdle(config.lease().toNanos())) {
                ended++;
            }
        }
        return ended;
    }

    /**
     * What all replays have delivered of the tier since this was made, those that are under way too: to readers, to
     * folds, to a sort. Never falls.
     */
    public Delivered delivered(Tier tier) {
        return leases.delivered(tier);
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
