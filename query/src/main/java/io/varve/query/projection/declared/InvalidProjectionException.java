package io.varve.query.projection.declared;

/** A file that is no projection; one line that names the file, the line in it, the field, and what to change. */
public final class InvalidProjectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidProjectionException(String message) {
        super(message);
    }
}
