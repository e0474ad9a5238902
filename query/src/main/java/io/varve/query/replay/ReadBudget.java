package io.varve.query.replay;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory that all replays share, in bytes. Nobody ever waits for it, so it cannot be a cause of a deadlock: reading
 * ahead is left undone where it does not allow it, and what a replay needs now is read whatever it says. Thread-safe.
 */
final class ReadBudget {

    private final AtomicLong free;
    private final @Nullable ReadBudget whole;

    ReadBudget(long bytes) {
        this(bytes, null);
    }

    private ReadBudget(long bytes, @Nullable ReadBudget whole) {
        this.free = new AtomicLong(bytes);
        this.whole = whole;
    }

    /** A budget that takes from this one, and no more than so many bytes: the rest is left to others. */
    ReadBudget part(long bytes) {
        return new ReadBudget(bytes, this);
    }

    /** Takes the bytes if so many are free. */
    boolean tryTake(long bytes) {
        long now = free.get();
        while (now >= bytes) {
            if (free.compareAndSet(now, now - bytes)) {
                boolean taken = whole == null || whole.tryTake(bytes);
                if (!taken) {
                    free.addAndGet(bytes);
                }
                return taken;
            }
            now = free.get();
        }
        return false;
    }

    /** Takes the bytes, also below zero. */
    void take(long bytes) {
        free.addAndGet(-bytes);
        if (whole != null) {
            whole.take(bytes);
        }
    }

    void giveBack(long bytes) {
        take(-bytes);
    }

    long free() {
        return free.get();
    }
}
