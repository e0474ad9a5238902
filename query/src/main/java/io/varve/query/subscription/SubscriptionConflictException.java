package io.varve.query.subscription;

/** What is asked of a subscription does not fit what it is, or how far it has come. Nothing was changed. */
public final class SubscriptionConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SubscriptionConflictException(String message) {
        super(message);
    }
}
