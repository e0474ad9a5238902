package io.varve.tiering.catalog;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A file of the log as the catalog names it.
 *
 * @param partition the partition that all its events lie in
 * @param tier {@code WARM} for {@code file:} locations, {@code COLD} for all others
 * @param location absolute, {@code file:///...} or {@code s3://bucket/key}
 * @param firstPosition position of its first event
 * @param lastPosition position of its last event, inclusive
 * @param events {@code lastPosition - firstPosition + 1}
 * @param bytes length of the file
 * @param minRecordedAtMicros log time of its first event
 * @param maxRecordedAtMicros log time of its last event, inclusive
 * @param minTimeMicros least business time, null if no event has one
 * @param maxTimeMicros greatest business time, inclusive, null if no event has one
 */
public record CatalogFile(
        Partition partition,
        Tier tier,
        URI location,
        long firstPosition,
        long lastPosition,
        long events,
        long bytes,
        long minRecordedAtMicros,
        long maxRecordedAtMicros,
        @Nullable Long minTimeMicros,
        @Nullable Long maxTimeMicros) {

    public CatalogFile {
        location = Locations.normal(location);
        if (tier != Locations.tierOf(location)) {
            throw new IllegalArgumentException(location + " is not a place of tier " + tier);
        }
        if (firstPosition < 0 || lastPosition < firstPosition || events != lastPosition - firstPosition + 1) {
            throw new IllegalArgumentException(location + ": " + events + " events cannot have the positions "
                    + firstPosition + " to " + lastPosition);
        }
        if (bytes <= 0) {
            throw new IllegalArgumentException(location + ": length " + bytes + " must be positive");
        }
        if (minRecordedAtMicros < partition.startMicros()
                || maxRecordedAtMicros < minRecordedAtMicros
                || maxRecordedAtMicros >= partition.endMicros()) {
            throw new IllegalArgumentException(location + ": log times " + minRecordedAtMicros + " to "
                    + maxRecordedAtMicros + " (micros) do not lie in partition " + partition);
        }
        if ((minTimeMicros == null) != (maxTimeMicros == null)) {
            throw new IllegalArgumentException(
                    location + ": least and greatest time must both be there or both absent");
        }
    }

    /** The position after its last event. */
    public long endPosition() {
        return lastPosition + 1;
    }

    CatalogFile at(URI newLocation) {
        return new CatalogFile(
                partition,
                Locations.tierOf(newLocation),
                newLocation,
                firstPosition,
                lastPosition,
                events,
                bytes,
                minRecordedAtMicros,
                maxRecordedAtMicros,
                minTimeMicros,
                maxTimeMicros);
    }
}
