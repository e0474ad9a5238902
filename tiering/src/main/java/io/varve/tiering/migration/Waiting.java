package io.varve.tiering.migration;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A move that is due and is not done; its source is kept.
 *
 * @param partition what waits
 * @param from where it lies
 * @param to where it belongs
 * @param attempts how often in a row the move has failed; 0 if it is not tried, since something else must end first
 * @param nextAttempt the scheduled runs leave it alone until then; null if it is not tried
 * @param reason of the last failure, or what must end first, one line
 */
public record Waiting(
        Partition partition,
        Tier from,
        Tier to,
        int attempts,
        @Nullable Instant nextAttempt,
        String reason) {

    /** No move waits longer than this for its next try. */
    static final Duration LONGEST_PAUSE = Duration.ofHours(6);

    /**
     * Whether it is to be left alone at this time. A time of the next try that is further away than any pause was made
     * up by a clock that was ahead and has been set right: it is not waited for.
     */
    boolean isBackingOff(Instant now) {
        return nextAttempt != null && now.isBefore(nextAttempt) && !nextAttempt.isAfter(now.plus(LONGEST_PAUSE));
    }
}
