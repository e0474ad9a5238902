package io.varve.tiering.catalog;

/** The catalog refused or could not be read; nothing was changed. */
public class CatalogException extends RuntimeException {

    public CatalogException(String message) {
        super(message);
    }

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
