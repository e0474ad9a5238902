package io.varve.tiering.parquet;

import java.io.IOException;

/** Carries a failure of the source through the Parquet library, which would take it for one of its own. */
final class SourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final IOException failure;

    SourceException(IOException failure) {
        super(failure);
        this.failure = failure;
    }

    IOException failure() {
        return failure;
    }
}
