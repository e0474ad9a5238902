package io.varve.tiering.bucket;

import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.cold.ObjectStore;
import java.nio.file.Path;

/** One log's part of the bucket: where its objects lie, what is known to lie there, and its manifest. Thread-safe. */
public final class LogBucket {

    private final ObjectStore store;
    private final BucketLayout layout;
    private final BucketNotes notes;
    private final BucketManifest manifest;
    private final Path temporary;
    private final boolean isProtected;

    /**
     * Does no I/O.
     *
     * @param temporary local directory for what is on its way; made on first use
     * @param isProtected whether also what is not cold is to have a copy in the bucket
     */
    public LogBucket(LogCatalog catalog, ObjectStore store, BucketNotes notes, Path temporary, boolean isProtected) {
        this.store = store;
        this.layout = BucketLayout.of(catalog.definition());
        this.notes = notes;
        this.manifest = new BucketManifest(catalog, store, notes, temporary, isProtected);
        this.temporary = temporary;
        this.isProtected = isProtected;
    }

    public ObjectStore store() {
        return store;
    }

    public BucketLayout layout() {
        return layout;
    }

    public BucketNotes notes() {
        return notes;
    }

    public BucketManifest manifest() {
        return manifest;
    }

    /** For what is on its way; it need not exist. */
    public Path temporary() {
        return temporary;
    }

    /** Whether also what is not cold is to have a copy in the bucket. */
    public boolean isProtected() {
        return isProtected;
    }
}
