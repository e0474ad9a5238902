package io.varve.query.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What replays of one log may use.
 *
 * @param readBudgetBytes memory that all its replays share for reading ahead and for sorting, positive; the run or page
 *     that a replay stands on is read whatever the others hold
 * @param prefetchThreads threads that read ahead what is hot or warm, 0 or more; what is cold has those of
 *     {@link io.varve.tiering.store.ColdReads}. With 0 each replay reads all in its own thread
 * @param spillDirectory for sorts that outgrow the memory; made if absent, and this replayer's alone: leftovers in it
 *     are removed at the start
 * @param lease how long a reader may ask for nothing before {@link Replayer#endIdle} ends its cursor, positive
 * @param nanoTime a clock that never steps, in nanoseconds, such as {@link System#nanoTime}
 */
public record ReplayerConfig(
        long readBudgetBytes, int prefetchThreads, Path spillDirectory, Duration lease, LongSupplier nanoTime) {

    public ReplayerConfig {
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("a lease of " + lease + ", must be positive");
        }
        if (readBudgetBytes <= 0 || prefetchThreads < 0) {
            throw new IllegalArgumentException("a read budget of " + readBudgetBytes + " bytes and " + prefetchThreads
                    + " threads are not enough");
        }
    }
}
