package io.varve.ingest.index;

import io.varve.ingest.thread.Threads;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks in memory, and the thread that takes the frozen ones to the disk in order. A chunk stays among
 * {@link #chunks()} until it is there. After a failure nothing more is taken, and whoever hands over is told.
 */
final class ChunkHandover implements AutoCloseable {

    private static final int MAX_FROZEN = 2;

    private final Consumer<FrozenChunk> ingest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<FrozenChunk> frozen = new ArrayDeque<>();
    private final Thread thread;
    private volatile Chunk[] chunks = {};
    private volatile @Nullable Throwable failure;
    private boolean closing;

    ChunkHandover(String name, Consumer<FrozenChunk> ingest) {
        this.ingest = ingest;
        thread = new Thread(this::run, "varve-index-chunks " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Newest first, never changed in place; to be taken before a look at the disk, so that nothing falls between. */
    Chunk[] chunks() {
        return chunks;
    }

    /** Makes a chunk visible, to be filled by the caller. */
    void open(Chunk chunk) {
        lock.lock();
        try {
            Chunk[] more = new Chunk[chunks.length + 1];
            more[0] = chunk;
            System.arraycopy(chunks, 0, more, 1, chunks.length);
            chunks = more;
        } finally {
            lock.unlock();
        }
    }

    /** Hands over; waits while two are under way already. */
    void freeze(FrozenChunk next) {
        lock.lock();
        try {
            while (frozen.size() >= MAX_FROZEN && failure == null) {
                changed.awaitUninterruptibly();
            }
            requireSound();
            frozen.add(next);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was handed over is on the disk. */
    void awaitAll() {
        lock.lock();
        try {
            while (!frozen.isEmpty() && failure == null) {
                changed.awaitUninterruptibly();
            }
            requireSound();
        } finally {
            lock.unlock();
        }
    }

    /** Raises what the thread failed with. */
    void requireSound() {
        Throwable cause = failure;
        if (cause != null) {
            String message = "index takes nothing more since a chunk could not be stored: " + cause.getMessage();
            throw cause instanceof IndexDamagedException
                    ? new IndexDamagedException(message, cause)
                    : new IndexFailedException(message, cause);
        }
    }

    private void run() {
        for (FrozenChunk next = await(); next != null; next = await()) {
            Throwable failed = null;
            try {
                ingest.accept(next);
            } catch (RuntimeException | Error e) {
                failed = e;
            }
            done(next, failed);
        }
    }

    private @Nullable FrozenChunk await() {
        lock.lock();
        try {
            while (frozen.isEmpty() && !closing && failure == null) {
                changed.awaitUninterruptibly();
            }
            return failure == null ? frozen.peek() : null;
        } finally {
            lock.unlock();
        }
    }

    private void done(FrozenChunk done, @Nullable Throwable failed) {
        lock.lock();
        try {
            if (failed == null) {
                frozen.remove();
                chunks = Arrays.stream(chunks)
                        .filter(chunk -> chunk != done.chunk())
                        .toArray(Chunk[]::new);
            } else {
                failure = failed;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what was handed over to the disk, then ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
    }
}
