package io.varve.tiering.schedule;

/**
 * What is done to a log on schedule. Called from the schedule's threads; a failure is logged and the next run comes.
 */
public interface LogWork {

    /** Makes the moves that are due. */
    void migrate(String log) throws Exception;

    /** Re-reads what is stored and compares. */
    void verify(String log) throws Exception;

    /** Takes the snapshots that are due. */
    void takeSnapshots(String log) throws Exception;
}
