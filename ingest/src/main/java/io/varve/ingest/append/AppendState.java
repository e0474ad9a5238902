package io.varve.ingest.append;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a log takes appends: it is open, stopped by a failure until it is opened again, or closed. Thread-safe. */
final class AppendState {

    private static final Logger LOG = LoggerFactory.getLogger(AppendState.class);

    private final AppendUnknownException withoutMemory =
            new AppendUnknownException("the memory is used up", new OutOfMemoryError());
    private volatile @Nullable AppendUnknownException failure;
    private volatile boolean closed;

    /** What stopped appends; null if nothing did. */
    @Nullable
    AppendUnknownException failure() {
        return failure;
    }

    boolean isClosed() {
        return closed;
    }

    /** No more is taken in; what was taken before is still stored. */
    void close() {
        closed = true;
    }

    /** The outcome of a write is unknown: no more appends from now on. */
    void stopFor(AppendUnknownException cause) {
        failure = cause;
    }

    /** Takes no more appends from now on; returns what stopped them, which may be an earlier failure. */
    AppendUnknownException stopFor(String what, Throwable cause) {
        AppendUnknownException known = failure;
        if (known != null) {
            return known;
        }
        AppendUnknownException unknown = withoutMemory;
        try {
            unknown = new AppendUnknownException(what + ": " + words(cause), cause);
        } catch (OutOfMemoryError e) {
            LOG.error("no memory is left even to say what failed", cause);
        } finally {
            failure = unknown;
        }
        return unknown;
    }

    void refuseUnlessOpen() {
        if (closed) {
            throw closedRefusal();
        }
        refuseAfterFailure();
    }

    void refuseAfterFailure() {
        AppendUnknownException cause = failure;
        if (cause != null) {
            throw new AppendRefusedException(
                    "appends stopped until the log is opened again, for " + cause.getMessage());
        }
    }

    static AppendRefusedException closedRefusal() {
        return new AppendRefusedException("the log is closed");
    }

    static String words(Throwable cause) {
        return cause instanceof RuntimeException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
