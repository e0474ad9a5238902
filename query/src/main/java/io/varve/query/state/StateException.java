package io.varve.query.state;

/** A state that cannot be told; the message says why, and what to do. */
public class StateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }
}
