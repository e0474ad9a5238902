package io.varve.tiering.parquet;

/**
 * How an event file is cut and compressed. Files of any settings read alike.
 *
 * @param runEvents the most events in a run, 1 to 262,144
 * @param runRawBytes the most content bytes in a run of more than one event, at least 1
 * @param pageRows the most rows in a page, at least 1
 * @param pageRawBytes a page ends with the value that brings it to this many bytes before compression, at least 1
 * @param zstdLevel level of compression, 1 to 19
 */
public record EventFileSettings(int runEvents, long runRawBytes, int pageRows, int pageRawBytes, int zstdLevel) {

    private static final int MAX_RUN_EVENTS = 262_144;
    private static final long MAX_RUN_RAW_BYTES = 128L << 20;

    public EventFileSettings {
        require("runEvents", runEvents, 1, MAX_RUN_EVENTS);
        require("runRawBytes", runRawBytes, 1, MAX_RUN_RAW_BYTES);
        require("pageRows", pageRows, 1, MAX_RUN_EVENTS);
        require("pageRawBytes", pageRawBytes, 1, MAX_RUN_RAW_BYTES);
        require("zstdLevel", zstdLevel, 1, 19);
    }

    /** Runs of 262,144 events or 128 MiB, pages of 512 rows or 64 KiB, ZSTD 1. */
    public static EventFileSettings defaults() {
        return new EventFileSettings(MAX_RUN_EVENTS, MAX_RUN_RAW_BYTES, 512, 64 << 10, 1);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
