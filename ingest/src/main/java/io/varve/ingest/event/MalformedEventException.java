package io.varve.ingest.event;

/** Stored bytes that are not those of an event: the store that gave them is damaged. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedEventException(String message) {
        super(message);
    }
}
