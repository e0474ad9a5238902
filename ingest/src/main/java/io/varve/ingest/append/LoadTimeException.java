package io.varve.ingest.append;

/** An event of a load of history has no time, or one to which the load cannot go: it will not be taken later either. */
public final class LoadTimeException extends AppendRefusedException {

    private static final long serialVersionUID = 1L;

    LoadTimeException(String message) {
        super(message);
    }
}
