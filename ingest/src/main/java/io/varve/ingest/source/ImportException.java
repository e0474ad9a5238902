package io.varve.ingest.source;

/**
 * An import that stopped. Everything before {@link #where} is in the log; the message is one line that begins with it.
 */
public final class ImportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String where;
    private final long row;
    private final transient ImportResult soFar;

    ImportException(String where, long row, String problem, ImportResult soFar, Throwable cause) {
        super(where + ": " + problem, cause);
        this.where = where;
        this.row = row;
        this.soFar = soFar;
    }

    /** The place in the source: {@code events.ndjson line 17}, or a first and a last place. */
    public String where() {
        return where;
    }

    /** The number of that place, or of the first one. */
    public long row() {
        return row;
    }

    /** What was done before. */
    public ImportResult soFar() {
        return soFar;
    }
}
