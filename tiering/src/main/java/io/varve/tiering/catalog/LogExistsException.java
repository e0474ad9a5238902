package io.varve.tiering.catalog;

/** A log of this name exists already. */
public final class LogExistsException extends CatalogException {

    LogExistsException(String name) {
        super("log '" + name + "' exists already");
    }
}
