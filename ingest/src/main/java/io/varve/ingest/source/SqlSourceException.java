package io.varve.ingest.source;

/** A SELECT that cannot be used as a source of events; the message is one line. */
public final class SqlSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SqlSourceException(String message) {
        super(message);
    }

    SqlSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
