package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.partition.Tier;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cursor that may be ended from outside when nobody has used it for long: what it holds keeps files from being
 * removed. The lock is there for that one moment.
 */
final class LeasedCursor implements EventCursor {

    private final ReplayCursor cursor;
    private final String log;
    private final boolean byPosition;
    private final LongSupplier nanoTime;
    private final Leases leases;
    private final ReentrantLock lock = new ReentrantLock();
    private long resumeFrom;
    private long lastUsed;
    private @Nullable ReplayException ended;

    /**
     * @param leases holds this cursor until it is closed
     * @param from where the replay begins
     * @param byPosition whether events come in the order of their positions, so that one can go on behind the last
     */
    LeasedCursor(ReplayCursor cursor, Leases leases, String log, long from, boolean byPosition, LongSupplier nanoTime) {
        this.cursor = cursor;
        this.leases = leases;
        this.log = log;
        this.resumeFrom = from;
        this.byPosition = byPosition;
        this.nanoTime = nanoTime;
        this.lastUsed = nanoTime.getAsLong();
        leases.begin(this);
    }

    @Override
    public boolean next() {
        lock.lock();
        try {
            requireLease();
            boolean found = cursor.next();
            lastUsed = nanoTime.getAsLong();
            if (!found) {
                leases.end(this);
            } else if (byPosition) {
                resumeFrom = cursor.event().position() + 1;
            }
            return found;
        } catch (ReplayException e) {
            leases.end(this);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RecordedEvent event() {
        lock.lock();
        try {
            requireLease();
            return cursor.event();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ReplayStatistics statistics() {
        return cursor.statistics();
    }

    Delivered delivered(Tier tier) {
        return cursor.delivered(tier);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            leases.end(this);
            cursor.close();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the cursor if it was last used so long ago; one that is being used is left alone. */
    boolean endIfIdle(long leaseNanos) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            long idle = nanoTime.getAsLong() - lastUsed;
            if (idle < leaseNanos || !leases.end(this)) {
                return false;
            }
            ended = ReplayException.of(
                    log,
                    resumeFrom,
                    "the reader asked for nothing for " + idle / 1_000_000_000 + " s, so its files were given back",
                    null);
            cursor.close();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void requireLease() {
        if (ended != null) {
            throw ended;
        }
    }
}
