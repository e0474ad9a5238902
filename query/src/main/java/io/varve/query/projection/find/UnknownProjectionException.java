package io.varve.query.projection.find;

/** Nobody knows a projection of this name; one line that lists those that are known. */
public final class UnknownProjectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownProjectionException(String message) {
        super(message);
    }
}
