package io.varve.ingest.source;

/** Hears how an import gets on; called by the importing thread, about once a batch. */
@FunctionalInterface
public interface ImportListener {

    /** Hears nothing. */
    ImportListener NONE = (rows, bytesRead, totalBytes, done) -> {};

    /**
     * @param rows how many rows were dealt with so far, skipped ones included
     * @param bytesRead how many bytes of the source were read so far
     * @param totalBytes how many there are, or -1 if that is not known
     * @param done whether this is the last call; not made where the import fails
     */
    void progress(long rows, long bytesRead, long totalBytes, boolean done);
}
