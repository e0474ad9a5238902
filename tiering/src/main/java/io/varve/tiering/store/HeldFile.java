package io.varve.tiering.store;

import io.varve.tiering.catalog.CatalogFile;

/** A sealed file that is not removed from where it lies until this is closed. Closing twice is fine. */
public final class HeldFile implements AutoCloseable {

    private final SealedFiles files;
    private final SealedFiles.Entry entry;
    private final CatalogFile file;
    private boolean closed;

    HeldFile(SealedFiles files, SealedFiles.Entry entry, CatalogFile file) {
        this.files = files;
        this.entry = entry;
        this.file = file;
    }

    public CatalogFile file() {
        return file;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            files.release(entry);
        }
    }
}
