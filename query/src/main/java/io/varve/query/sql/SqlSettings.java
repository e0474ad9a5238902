package io.varve.query.sql;

import java.time.Duration;

/**
 * What one query may use.
 *
 * @param memoryBytes memory of DuckDB, beside the heap of this process
 * @param threads how many threads it may keep busy
 * @param timeout how long it may take until its answer is there
 * @param temporaryBytes disk for what does not fit into that memory, the answer included
 */
public record SqlSettings(long memoryBytes, int threads, Duration timeout, long temporaryBytes) {

    public SqlSettings {
        if (memoryBytes <= 0 || threads <= 0 || timeout.isNegative() || timeout.isZero() || temporaryBytes < 0) {
            throw new IllegalArgumentException("a query cannot run with " + memoryBytes + " bytes, " + threads
                    + " threads, " + timeout + " and " + temporaryBytes + " bytes of disk");
        }
    }
}
