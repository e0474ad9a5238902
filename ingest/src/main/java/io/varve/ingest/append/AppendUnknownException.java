package io.varve.ingest.append;

/**
 * Storing failed half way: whether the events are in the log is unknown until it is opened again. Sending the same
 * events again afterwards is safe, for they are recognised by source and id.
 */
public final class AppendUnknownException extends AppendException {

    private static final long serialVersionUID = 1L;

    AppendUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
