package io.varve.query.subscription;

/** There is no subscription of this name. */
public final class UnknownSubscriptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownSubscriptionException(String log, String name) {
        super("log '" + log + "' has no subscription '" + name + "'");
    }
}
