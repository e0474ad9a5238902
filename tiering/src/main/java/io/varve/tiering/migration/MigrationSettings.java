package io.varve.tiering.migration;

import io.varve.tiering.parquet.EventFileSettings;
import java.time.Duration;

/**
 * How moves are made.
 *
 * @param grace how long a source stays after its move was committed, on the real clock; 0 or more
 * @param files how files are cut and compressed
 * @param fileRawBytes a partition goes into more than one file past this many bytes of content
 */
public record MigrationSettings(Duration grace, EventFileSettings files, long fileRawBytes) {

    /** 24 hours, and some 1 GiB to a file. */
    public static MigrationSettings defaults() {
        return new MigrationSettings(Duration.ofHours(24), EventFileSettings.defaults(), 4L << 30);
    }

    public MigrationSettings withGrace(Duration newGrace) {
        return new MigrationSettings(newGrace, files, fileRawBytes);
    }
}
