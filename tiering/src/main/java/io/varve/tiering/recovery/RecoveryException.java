package io.varve.tiering.recovery;

/** A log that cannot be brought back from what the bucket holds; the message names what is missing or wrong. */
public final class RecoveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecoveryException(String message) {
        super(message);
    }
}
