package io.varve.ingest.append;

/** An append that was not taken, or whose outcome is unknown; the subtype says which. */
public abstract sealed class AppendException extends RuntimeException
        permits VersionConflictException,
                IdConflictException,
                AppendRefusedException,
                AppendQueueFullException,
                AppendTooLargeException,
                ClockDepartedException,
                AppendUnknownException {

    private static final long serialVersionUID = 1L;

    AppendException(String message) {
        super(message);
    }

    AppendException(String message, Throwable cause) {
        super(message, cause);
    }
}
