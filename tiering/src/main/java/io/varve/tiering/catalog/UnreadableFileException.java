package io.varve.tiering.catalog;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;

/**
 * A local file that the disk does not give. Iceberg reads a metadata file that fails again and again for minutes, but
 * for failures of this type, and whoever waits for the log's lock would wait with it.
 */
final class UnreadableFileException extends NotFoundException {

    private static final long serialVersionUID = 1L;

    UnreadableFileException(Path path, IOException cause) {
        super(cause, "cannot read %s: %s", path, cause.getMessage());
    }
}
