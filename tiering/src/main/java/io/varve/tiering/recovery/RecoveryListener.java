package io.varve.tiering.recovery;

/** Is told how a recovery goes, in the recovering thread. */
public interface RecoveryListener {

    /** Tells nobody. */
    RecoveryListener SILENT = (log, done, total, what) -> {};

    /**
     * One more file or range of events is in place.
     *
     * @param log name of the log
     * @param done events in place so far
     * @param total events that will be, as far as the bucket's names tell
     * @param what is in place now
     */
    void recovered(String log, long done, long total, String what);
}
