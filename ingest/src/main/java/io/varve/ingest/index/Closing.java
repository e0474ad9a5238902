package io.varve.ingest.index;

import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes what was opened, the last first, and keeps every error. */
final class Closing {

    private Closing() {}

    static void all(Deque<AutoCloseable> owned) {
        RuntimeException failure = null;
        for (AutoCloseable next = owned.poll(); next != null; next = owned.poll()) {
            failure = one(next, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    static @Nullable RuntimeException one(AutoCloseable resource, @Nullable RuntimeException before) {
        try {
            resource.close();
            return before;
        } catch (RuntimeException e) {
            return joined(before, e);
        } catch (Exception e) {
            return joined(before, new IndexFailedException("cannot close the index: " + e.getMessage(), e));
        }
    }

    private static RuntimeException joined(@Nullable RuntimeException before, RuntimeException now) {
        if (before == null) {
            return now;
        }
        before.addSuppressed(now);
        return before;
    }
}
