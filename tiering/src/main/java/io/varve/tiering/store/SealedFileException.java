package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;

/** A sealed file that cannot be read; the message names log, partition, tier and place. */
public final class SealedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Problem {
        /** It is not where the catalog says. */
        MISSING,
        /** Its bytes are not those that were sealed. */
        DAMAGED,
        /** Its bytes could not be had: the disk or the object store failed. */
        UNREADABLE
    }

    private final Problem problem;

    SealedFileException(String log, CatalogFile file, Problem problem, String detail, Throwable cause) {
        super(
                "log '" + log + "', partition " + file.partition() + " (" + file.tier() + ") at " + file.location()
                        + " is " + problem.name().toLowerCase(java.util.Locale.ROOT) + ": " + detail,
                cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
