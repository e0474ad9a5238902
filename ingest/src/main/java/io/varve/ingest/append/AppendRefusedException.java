package io.varve.ingest.append;

/** The log does not take appends now, or not this one; nothing was appended. */
public final class AppendRefusedException extends AppendException {

    private static final long serialVersionUID = 1L;

    AppendRefusedException(String message) {
        super(message);
    }
}
