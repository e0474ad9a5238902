package io.varve.ingest.append;

/** The log does not take appends now, or not this one; nothing was appended. */
public sealed class AppendRefusedException extends AppendException permits LoadTimeException {

    private static final long serialVersionUID = 1L;

    AppendRefusedException(String message) {
        super(message);
    }
}
