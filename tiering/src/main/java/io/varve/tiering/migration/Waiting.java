package io.varve.tiering.migration;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
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
        String reason) {}
