package io.varve.query.sql;

/** A query that may not run, or failed; the message is one line. */
public final class SqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SqlException(String message) {
        super(message);
    }

    SqlException(String message, Throwable cause) {
        super(message, cause);
    }
}
