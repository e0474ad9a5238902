package io.varve.query.replay;

import io.varve.tiering.read.ReadStatistics;

/**
 * What a replay has delivered and read so far.
 *
 * @param hotEvents events delivered from the hot tier
 * @param warmEvents events delivered from warm files
 * @param coldEvents events delivered from cold files
 * @param reads what was read of files for it, also ahead of need
 */
public record ReplayStatistics(long hotEvents, long warmEvents, long coldEvents, ReadStatistics reads) {

    /** Events delivered in all. */
    public long events() {
        return hotEvents + warmEvents + coldEvents;
    }
}
