package io.varve.ingest.append;

/** The events are more than one batch holds; nothing was appended. */
public final class AppendTooLargeException extends AppendException {

    private static final long serialVersionUID = 1L;

    AppendTooLargeException(long bytes, long maxBytes) {
        super("a batch of " + bytes + " bytes, at most " + maxBytes + " are allowed: send fewer events at once");
    }
}
