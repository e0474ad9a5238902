package io.varve.tiering.bucket;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One state of a log's catalog as it is kept in the bucket: enough to name what is missing when nothing but the bucket
 * is left. Its bytes are those of {@link ManifestForm}.
 *
 * @param definition the log
 * @param view number of the catalog's view
 * @param files tile {@code [0, sealedTo)}
 * @param holds partition name to the instant until which it stays warm
 */
public record CatalogManifest(LogDefinition definition, long view, List<Entry> files, Map<String, Instant> holds) {

    public CatalogManifest {
        files = List.copyOf(files);
        holds = Map.copyOf(holds);
        long expected = 0;
        for (Entry file : files) {
            boolean follows = file.firstPosition() == expected
                    && file.lastPosition() >= file.firstPosition()
                    && file.lastPosition() < Long.MAX_VALUE;
            if (!follows) {
                throw new IllegalArgumentException("file " + file.name() + " holds positions " + file.firstPosition()
                        + " to " + file.lastPosition() + ", it must begin at " + expected);
            }
            expected = file.lastPosition() + 1;
        }
    }

    /**
     * A sealed file.
     *
     * @param partition the partition that all its events lie in
     * @param name file name, which holds its SHA-256
     * @param bytes length of the file
     * @param minRecordedAtMicros log time of its first event
     * @param maxRecordedAtMicros log time of its last event, inclusive
     * @param key of the object that holds it; null if it was on local disk only
     */
    public record Entry(
            Partition partition,
            long firstPosition,
            long lastPosition,
            String name,
            long bytes,
            long minRecordedAtMicros,
            long maxRecordedAtMicros,
            @Nullable String key) {}

    /** The first position that is in no file. */
    public long sealedTo() {
        return files.isEmpty() ? 0 : files.get(files.size() - 1).lastPosition() + 1;
    }

    /**
     * The state that the view shows.
     *
     * @param keys the key of a cold file's object
     * @param copies file name to the key of the object that holds a copy of a warm file
     */
    static CatalogManifest of(
            LogDefinition definition,
            CatalogView view,
            Function<CatalogFile, String> keys,
            Map<String, String> copies) {
        List<Entry> files = new ArrayList<>();
        for (CatalogFile file : view.files()) {
            String path = file.location().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            files.add(new Entry(
                    file.partition(),
                    file.firstPosition(),
                    file.lastPosition(),
                    name,
                    file.bytes(),
                    file.minRecordedAtMicros(),
                    file.maxRecordedAtMicros(),
                    file.tier() == Tier.COLD ? keys.apply(file) : copies.get(name)));
        }
        return new CatalogManifest(definition, view.number(), files, view.holds());
    }
}
