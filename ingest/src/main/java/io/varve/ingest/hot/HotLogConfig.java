package io.varve.ingest.hot;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a hot log lies and how it is cut.
 *
 * @param directory holds nothing else; made if absent. One process at a time: the caller holds the lock
 * @param cycleLength span of one file; must be the one the directory was made with
 * @param logStart position at which the log begins if the directory is empty: the catalog's end
 */
public record HotLogConfig(Path directory, CycleLength cycleLength, long logStart) {

    public HotLogConfig {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(cycleLength, "cycleLength");
        if (logStart < 0) {
            throw new IllegalArgumentException("logStart " + logStart + " must not be negative");
        }
    }
}
