package io.varve.ingest.append;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A head with the hand that moves it. Nobody polls: who waits is woken by the move. */
public final class MovingHead implements Head {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile long position;

    public MovingHead(long position) {
        this.position = position;
    }

    @Override
    public long position() {
        return position;
    }

    /** The head is there from now on, which is where it was or behind. */
    public void moveTo(long newPosition) {
        lock.lock();
        try {
            position = newPosition;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long await(long passed, BooleanSupplier givenUp, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.NANOSECONDS.convert(patience);
            while (position <= passed && left > 0 && !givenUp.getAsBoolean()) {
                left = moved.awaitNanos(left);
            }
            return position;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
