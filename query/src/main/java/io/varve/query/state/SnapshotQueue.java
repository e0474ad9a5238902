package io.varve.query.state;

import io.varve.ingest.event.AggregateId;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.snapshot.SnapshotStore;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores snapshots off their readers' path, in one thread of its own. Only so many wait; what comes on top is left out,
 * for a later reader will offer it again. Thread-safe.
 */
public final class SnapshotQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotQueue.class);

    private static final int WAITING = 64;
    private static final long STOP_SECONDS = 60;

    private final SnapshotStore store;
    private final ThreadPoolExecutor executor;

    /** @param store stays the caller's to close, after this */
    public SnapshotQueue(SnapshotStore store) {
        this.store = store;
        this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "varve-snapshots");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    void offer(ProjectionKey projection, @Nullable AggregateId aggregate, Snapshot snapshot, int keep) {
        try {
            executor.execute(() -> store.put(projection, aggregate, snapshot, keep));
        } catch (RejectedExecutionException e) {
            store.counts().leftOutOne();
        }
    }

    /** Stores what still waits. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("storing snapshots did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
