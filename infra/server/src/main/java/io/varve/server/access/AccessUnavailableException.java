package io.varve.server.access;

/** Whether a token is good cannot be told now: what tells it does not answer. */
public final class AccessUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AccessUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
