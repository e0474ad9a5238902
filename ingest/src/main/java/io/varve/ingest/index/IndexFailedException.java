package io.varve.ingest.index;

import org.jspecify.annotations.Nullable;

/** The index could not be read or written though nothing says that it is damaged: disk full, locked, no permission. */
public final class IndexFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IndexFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
