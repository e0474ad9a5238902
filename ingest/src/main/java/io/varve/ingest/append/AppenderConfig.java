package io.varve.ingest.append;

import io.varve.ingest.event.EventRules;

/**
 * How a log is appended to.
 *
 * @param durability what an acknowledged append survives
 * @param rules what an event must fulfil
 * @param queueBytes the most bytes of events that wait to be stored, at least 1; who would pass it waits
 * @param diskReserveBytes free bytes on the disk of the hot tier that appends leave to the moves; 0 or more
 */
public record AppenderConfig(Durability durability, EventRules rules, int queueBytes, long diskReserveBytes) {

    public AppenderConfig {
        if (queueBytes < 1) {
            throw new IllegalArgumentException("queueBytes is " + queueBytes + ", must be at least 1");
        }
        if (diskReserveBytes < 0) {
            throw new IllegalArgumentException("diskReserveBytes is " + diskReserveBytes + ", must be at least 0");
        }
    }

    /** Durable on disk, 1 MiB of data an event, 64 MiB waiting, 512 MiB left free. */
    public static AppenderConfig defaults() {
        return new AppenderConfig(Durability.DISK, EventRules.defaults(), 64 << 20, 512L << 20);
    }
}
