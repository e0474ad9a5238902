package io.varve.ingest.event;

/** An event that cannot be taken as it is; the message names the attribute and says what to change. */
public final class InvalidEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidEventException(String message) {
        super(message);
    }
}
