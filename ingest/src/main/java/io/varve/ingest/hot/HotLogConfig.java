package io.varve.ingest.hot;

import java.nio.file.Path;

/**
 * Where a hot log lies and what it must hold.
 *
 * @param directory of its files; created where it is absent
 * @param cycleLength the log time that one file spans; never changes for a directory
 * @param logStart the position at which the sealed files end: an empty log begins here, and a log that begins later
 *     lacks events and is refused
 */
public record HotLogConfig(Path directory, CycleLength cycleLength, long logStart) {

    public HotLogConfig {
        if (logStart < 0) {
            throw new IllegalArgumentException("logStart is " + logStart + ", must be 0 or more");
        }
    }
}
