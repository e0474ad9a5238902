package io.varve.server.archive;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been opened, closed in reverse order. Every part is closed even if one before it fails; the first failure is
 * thrown and holds the later ones as suppressed. A part that is added after the end is closed at once.
 */
public final class Closer implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /** Closes this part too, before those that were added before it. */
    public synchronized <T extends AutoCloseable> T add(T part) {
        if (closed) {
            ArchiveException late = new ArchiveException("the archive was closed while it was being opened");
            try {
                part.close();
            } catch (Exception e) {
                late.addSuppressed(e);
            }
            throw late;
        }
        parts.push(part);
        return part;
    }

    /** Closes all for this failure, which keeps what else goes wrong. */
    public <E extends Throwable> E closedFor(E failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Exception first = null;
        while (!parts.isEmpty()) {
            first = closeNext(first);
        }
        if (first instanceof RuntimeException known) {
            throw known;
        }
        if (first != null) {
            throw new ArchiveException("closing failed: " + first.getMessage(), first);
        }
    }

    private @Nullable Exception closeNext(@Nullable Exception first) {
        try {
            parts.pop().close();
            return first;
        } catch (Exception e) {
            if (first == null) {
                return e;
            }
            first.addSuppressed(e);
            return first;
        }
    }
}
