package io.varve.tiering.migration;

import io.varve.tiering.parquet.EventFileSettings;
import java.time.Duration;

/**
 * How moves are made.
 *
 * @param grace how long a source stays after its move was committed, on the real clock; 0 or more
 * @param idWindow how long after its log time an event's id is remembered at least, on the real clock; 0 or more
 * @param files how files are cut and compressed
 * @param fileRawBytes a partition goes into more than one file past this many bytes of content
 */
public record MigrationSettings(Duration grace, Duration idWindow, EventFileSettings files, long fileRawBytes) {

    /** 24 hours, ids for a week, and some 1 GiB to a file. */
    public static MigrationSettings defaults() {
        return new MigrationSettings(Duration.ofHours(24), Duration.ofDays(7), EventFileSettings.defaults(), 4L << 30);
    }

    public MigrationSettings withGrace(Duration newGrace) {
        return new MigrationSettings(newGrace, idWindow, files, fileRawBytes);
    }

    public MigrationSettings withIdWindow(Duration newWindow) {
        return new MigrationSettings(grace, newWindow, files, fileRawBytes);
    }
}
