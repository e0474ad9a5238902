package io.varve.tiering.migration;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Micros;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotCycleInfo;
import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.catalog.Retained;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no reader may need any more: the sources of moves that are committed, and what failed attempts left. A
 * table snapshot is retained until the one after it is older than the grace, and what a retained snapshot names stays.
 * Runs under the lock of the log's moves, so that no attempt is in progress.
 */
final class Removal {

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
    private static final String PART_SUFFIX = ".part";

    private final MigrationContext context;
    private final LogBucket bucket;

    Removal(MigrationContext context, LogBucket bucket) {
        this.context = context;
        this.bucket = bucket;
    }

    /** What was removed. */
    record Removed(int files, int hotCycles) {}

    Removed run() {
        Retained retained =
                context.catalog().expire(context.realNow(), context.settings().grace());
        List<HotCycleInfo> cycles = context.sources().hot().release(retained.sealedTo());
        if (!cycles.isEmpty()) {
            context.sources().index().forget(context.sources().hot().firstPosition(), oldestIdMicros());
        }
        return new Removed(sweepLocal(retained), cycles.size());
    }

    /**
     * Objects of this log that nothing names and that are older than the grace: what failed uploads left. An object
     * with the name of a file that is warm stays: it is a second copy, which the move to cold will find; of several,
     * the one that is noted as the copy is enough, if it is there with its sidecar. One with positions that this
     * catalog has not sealed stays too: no upload of this log left it, a newer copy of the data directory did, and it
     * may be the only one of its events.
     */
    int sweepCold() throws IOException {
        Retained retained =
                context.catalog().retained(context.realNow(), context.settings().grace());
        BucketLayout layout = BucketLayout.of(context.catalog().definition());
        long sealedTo = context.view().sealedTo();
        Set<String> warm = context.view().files().stream()
                .filter(file -> file.tier() == Tier.WARM)
                .map(file -> name(file.location().getPath()))
                .collect(Collectors.toSet());
        List<ObjectInfo> objects = context.cold().list(context.coldPrefix());
        Set<String> keys = objects.stream().map(ObjectInfo::key).collect(Collectors.toSet());
        Map<String, String> copies = bucket.notes().copies();
        int removed = 0;
        for (ObjectInfo object : objects) {
            String key = withoutSidecarSuffix(object.key());
            String name = name(key);
            boolean isCopy = warm.contains(name) && !isOneTooMany(key, copies.get(name), keys);
            if (!layout.isOfPartition(object.key()) || isCopy || isAheadOf(sealedTo, name)) {
                continue;
            }
            // The whole location: attempts at one file differ in their directory alone.
            URI location = context.cold().uri(key);
            if (!retained.locations().contains(location) && isOlderThanGrace(object.lastModified())) {
                LOG.info("removing {}, which nothing names", context.cold().uri(object.key()));
                context.cold().delete(object.key());
                FaultPoint.SWEEP_OBJECT_DELETED.reach();
                removed++;
            }
        }
        bucket.manifest().deleteOld(objects);
        context.cold().abandonUploads(context.realNow().minus(context.settings().grace()));
        return removed;
    }

    private static boolean isOneTooMany(String key, @Nullable String noted, Set<String> keys) {
        return noted != null
                && !noted.equals(key)
                && keys.contains(noted)
                && keys.contains(noted + EventFileName.SIDECAR_SUFFIX);
    }

    private int sweepLocal(Retained retained) {
        if (!Files.isDirectory(context.warmDirectory())) {
            return 0;
        }
        int removed = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(context.warmDirectory())) {
            for (Path path : all) {
                if (isUnneeded(path, retained)) {
                    LOG.info("removing {}, which nothing names", path);
                    Disk.delete(path);
                    FaultPoint.SWEEP_FILE_DELETED.reach();
                    removed++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot remove files that nothing names from " + context.warmDirectory() + ": " + e.getMessage(),
                    e);
        }
        return removed;
    }

    private boolean isUnneeded(Path path, Retained retained) throws IOException {
        String name = path.getFileName().toString();
        boolean ours = name.endsWith(PART_SUFFIX) || isEventFile(withoutSidecarSuffix(name));
        URI location = URI.create("file://"
                + path.resolveSibling(withoutSidecarSuffix(name))
                        .toAbsolutePath()
                        .normalize()
                        .toUri()
                        .getRawPath());
        return ours
                && !retained.locations().contains(location)
                && isOlderThanGrace(Files.getLastModifiedTime(path).toInstant())
                && context.sources().files().retire(location);
    }

    private boolean isOlderThanGrace(Instant modified) {
        return !modified.plus(context.settings().grace()).isAfter(context.realNow());
    }

    /** Ids from here on are remembered, also where their events are hot no more. */
    private long oldestIdMicros() {
        return Micros.of(context.realNow().minus(context.settings().idWindow()));
    }

    private static boolean isAheadOf(long sealedTo, String name) {
        return isEventFile(name) && EventFileName.parse(name).lastPosition() >= sealedTo;
    }

    private static boolean isEventFile(String name) {
        try {
            EventFileName.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // some other file, which is not ours to remove
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String withoutSidecarSuffix(String name) {
        return name.endsWith(EventFileName.SIDECAR_SUFFIX)
                ? name.substring(0, name.length() - EventFileName.SIDECAR_SUFFIX.length())
                : name;
    }
}
