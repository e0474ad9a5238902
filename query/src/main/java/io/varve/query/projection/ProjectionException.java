package io.varve.query.projection;

import org.jspecify.annotations.Nullable;

/** An event that a projection cannot fold; its message names projection, position, and what is wrong. */
public final class ProjectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProjectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
