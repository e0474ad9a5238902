package io.varve.ingest.index;

import org.jspecify.annotations.Nullable;

/** The index on the disk is damaged or of another format: close it, delete its directory and rebuild it. */
public final class IndexDamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IndexDamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
