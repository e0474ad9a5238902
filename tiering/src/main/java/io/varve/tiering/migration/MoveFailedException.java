package io.varve.tiering.migration;

/** A move that failed for a reason of its own; the source is as it was. */
public final class MoveFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MoveFailedException(String message) {
        super(message);
    }
}
