package io.varve.tiering.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.exceptions.CleanableFailure;

/** A metadata file could not be written. The pointer to it was not moved, so the commit has provably failed. */
final class MetadataWriteException extends UncheckedIOException implements CleanableFailure {

    MetadataWriteException(String message, IOException cause) {
        super(message, cause);
    }
}
