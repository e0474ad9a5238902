package io.varve.server.archive;

/** A data directory that cannot be opened as it is; the message says what to do. */
public final class ArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ArchiveException(String message) {
        super(message);
    }

    ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
