package io.varve.query.subscription;

/** The state of a subscription cannot be read or kept. */
public final class SubscriptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SubscriptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
