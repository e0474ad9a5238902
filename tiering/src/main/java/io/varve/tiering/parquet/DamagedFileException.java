package io.varve.tiering.parquet;

/** A file whose bytes are not those that were written; the message names the location and what is wrong. */
public final class DamagedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String location;

    public DamagedFileException(String location, String what) {
        super(location + ": " + what);
        this.location = location;
    }

    public DamagedFileException(String location, String what, Throwable cause) {
        super(location + ": " + what, cause);
        this.location = location;
    }

    /** Where the file lies. */
    public String location() {
        return location;
    }
}
