package io.varve.ingest.hot;

/** The hot tier cannot be opened, read or written; the message names the directory or the position. */
public final class HotLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HotLogException(String message) {
        super(message);
    }

    HotLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
