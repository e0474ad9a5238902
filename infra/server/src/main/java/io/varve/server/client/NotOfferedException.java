package io.varve.server.client;

/** Something that is done in a data directory alone, asked of a server. The message says what to do instead. */
public final class NotOfferedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotOfferedException(String message) {
        super(message);
    }
}
