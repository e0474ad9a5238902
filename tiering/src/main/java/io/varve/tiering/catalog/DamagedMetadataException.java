package io.varve.tiering.catalog;

/** A metadata file of the catalog that is not what was written. */
final class DamagedMetadataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedMetadataException(String file, String what) {
        super("the metadata file " + file + " is damaged: " + what + "; put it back from a backup, or `varve recover`"
                + " into a new directory");
    }
}
