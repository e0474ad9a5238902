package io.varve.query.replay;

import java.nio.file.Path;

/**
 * What replays of one log may use.
 *
 * @param readBudgetBytes memory that all its replays share for reading ahead and for sorting, positive; the run or page
 *     that a replay stands on is read whatever the others hold
 * @param prefetchThreads threads that read ahead, 0 or more; with 0 each replay reads in its own thread
 * @param spillDirectory for sorts that outgrow the memory; made if absent, and this replayer's alone: leftovers in it
 *     are removed at the start
 */
public record ReplayerConfig(long readBudgetBytes, int prefetchThreads, Path spillDirectory) {

    public ReplayerConfig {
        if (readBudgetBytes <= 0 || prefetchThreads < 0) {
            throw new IllegalArgumentException("a read budget of " + readBudgetBytes + " bytes and " + prefetchThreads
                    + " threads are not enough");
        }
    }
}
