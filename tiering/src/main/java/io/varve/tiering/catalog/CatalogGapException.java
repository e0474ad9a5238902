package io.varve.tiering.catalog;

import java.net.URI;

/** Files do not tile the log: positions between {@link #expected()} and {@link #found()} are in none or in two. */
public final class CatalogGapException extends CatalogException {

    private final long expected;
    private final long found;

    CatalogGapException(long expected, long found, URI location) {
        super(
                found > expected
                        ? "positions [" + expected + ", " + found + ") are in no file: " + location + " begins at "
                                + found
                        : "positions [" + found + ", " + expected + ") are in two files: " + location + " begins at "
                                + found + ", the files before it end at " + expected);
        this.expected = expected;
        this.found = found;
    }

    /** The position at which the file should have begun. */
    public long expected() {
        return expected;
    }

    /** The position at which it begins. */
    public long found() {
        return found;
    }
}
