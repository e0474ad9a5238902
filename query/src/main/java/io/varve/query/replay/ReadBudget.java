package io.varve.query.replay;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that all replays share, in bytes. Nobody ever waits for it, so it cannot be a cause of a deadlock: reading
 * ahead is left undone where it does not allow it, and what a replay needs now is read whatever it says. Thread-safe.
 */
final class ReadBudget {

    private final AtomicLong free;

    ReadBudget(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /** Takes the bytes if so many are free. */
    boolean tryTake(long bytes) {
        long now = free.get();
        while (now >= bytes) {
            if (free.compareAndSet(now, now - bytes)) {
                return true;
            }
            now = free.get();
        }
        return false;
    }

    /** Takes the bytes, also below zero. */
    void take(long bytes) {
        free.addAndGet(-bytes);
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }

    long free() {
        return free.get();
    }
}
