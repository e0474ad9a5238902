package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.parquet.EventFileReader;

/**
 * A sealed file that is held open: it is not removed from where it lies until this is closed. Closing twice is fine.
 */
public final class OpenFile implements AutoCloseable {

    private final SealedFiles files;
    private final SealedFiles.Entry entry;
    private final CatalogFile file;
    private final EventFileReader reader;
    private boolean closed;

    OpenFile(SealedFiles files, SealedFiles.Entry entry, CatalogFile file, EventFileReader reader) {
        this.files = files;
        this.entry = entry;
        this.file = file;
        this.reader = reader;
    }

    public CatalogFile file() {
        return file;
    }

    /** The reader, shared with others; not to be closed. */
    public EventFileReader reader() {
        return reader;
    }

    /** The failure of a call to the reader, named after log, partition, tier and place. */
    public SealedFileException failure(Exception cause) {
        return files.failure(file, cause);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            files.release(entry);
        }
    }
}
