package io.varve.tiering.catalog;

/**
 * It is not known whether a change of the catalog was made: it may be there, now or later. Not a
 * {@link CatalogException}, so that nobody takes it for a failure. Nothing may be removed on account of it, on either
 * side; the next call on the same {@link LogCatalog} reads the table again before it acts.
 */
public final class CatalogUnknownException extends RuntimeException {

    public CatalogUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
