package io.varve.tiering.catalog;

import io.varve.tiering.partition.Partition;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sealed file that is to enter the catalog. The parts are those of {@link CatalogFile}; the tier follows from the
 * location's scheme.
 *
 * @param partition the partition that all its events lie in
 * @param location absolute, {@code file:} or {@code s3:}
 * @param firstPosition position of its first event
 * @param lastPosition position of its last event, inclusive
 * @param events how many events it holds
 * @param bytes length of the file
 * @param minRecordedAtMicros log time of its first event
 * @param maxRecordedAtMicros log time of its last event, inclusive
 * @param minTimeMicros least business time, null if no event has one
 * @param maxTimeMicros greatest business time, null if no event has one
 * @param progress for each source that its events name, the newest progress
 */
public record NewFile(
        Partition partition,
        URI location,
        long firstPosition,
        long lastPosition,
        long events,
        long bytes,
        long minRecordedAtMicros,
        long maxRecordedAtMicros,
        @Nullable Long minTimeMicros,
        @Nullable Long maxTimeMicros,
        Map<String, byte[]> progress) {

    public NewFile {
        progress = Map.copyOf(progress);
    }

    CatalogFile file() {
        return new CatalogFile(
                partition,
                Locations.tierOf(location),
                location,
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
