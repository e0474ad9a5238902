package io.varve.query.replay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A read that a pool may do before it is needed. Who needs it and finds it not begun does it himself, so that nobody
 * ever waits for a thread of the pool, only for reads in progress.
 *
 * @param <T> what is read, and has to be closed
 */
final class ReadAhead<T extends Held> implements Runnable {

    private final Supplier<T> read;
    private final Runnable neverBegun;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<T> result = new CompletableFuture<>();

    /** @param read holds nothing if it throws */
    ReadAhead(Supplier<T> read) {
        this(read, () -> {});
    }

    /**
     * @param read holds nothing if it throws
     * @param neverBegun done if it is given up before it has begun
     */
    ReadAhead(Supplier<T> read, Runnable neverBegun) {
        this.read = read;
        this.neverBegun = neverBegun;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            try {
                result.complete(read.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** What was read, the caller's to close. May be called once, instead of {@link #discard()}. */
    T take() {
        run();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Gives up what was or is being read; a read in progress is waited for, one not begun never begins. */
    void discard() {
        if (begun.compareAndSet(false, true)) {
            neverBegun.run();
            return;
        }
        T found = result.handle((value, failure) -> value).join();
        if (found != null) {
            found.close();
        }
    }
}
