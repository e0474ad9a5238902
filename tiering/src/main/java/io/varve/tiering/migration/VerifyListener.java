package io.varve.tiering.migration;

/** Is told how a verification goes, in the verifying thread. */
public interface VerifyListener {

    /** Tells nobody. */
    VerifyListener SILENT = (files, totalFiles, bytes, partition) -> {};

    /**
     * One more file has been checked.
     *
     * @param files checked so far
     * @param totalFiles to check in all
     * @param bytes read so far
     * @param partition of the file just checked
     */
    void checked(long files, long totalFiles, long bytes, String partition);
}
