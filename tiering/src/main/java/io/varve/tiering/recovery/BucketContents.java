package io.varve.tiering.recovery;

import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.bucket.CatalogManifest;
import io.varve.tiering.bucket.DamagedManifestException;
import io.varve.tiering.bucket.ManifestForm;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.protection.SegmentName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects of one log in the bucket, as one list showed them. */
public final class BucketContents {

    private final BucketLayout layout;
    private final List<ObjectInfo> manifests = new ArrayList<>();
    private final List<ObjectInfo> segments = new ArrayList<>();
    private final List<ObjectInfo> subscriptions = new ArrayList<>();
    private final Map<String, List<ObjectInfo>> files = new TreeMap<>();
    private final Set<String> sidecarKeys = new HashSet<>();

    private BucketContents(BucketLayout layout) {
        this.layout = layout;
    }

    /** What the bucket holds, log by log. */
    public static List<BucketContents> list(ObjectStore store) throws IOException {
        Map<BucketLayout, BucketContents> logs = new LinkedHashMap<>();
        for (ObjectInfo object : store.list("")) {
            BucketLayout.ofKey(object.key())
                    .ifPresent(layout ->
                            logs.computeIfAbsent(layout, BucketContents::new).add(object));
        }
        return List.copyOf(logs.values());
    }

    private void add(ObjectInfo object) {
        String key = object.key();
        if (layout.manifestNumber(key).isPresent()) {
            manifests.add(object);
        } else if (layout.subscriptionsNumber(key).isPresent()) {
            subscriptions.add(object);
        } else if (key.startsWith(layout.segmentPrefix())) {
            if (SegmentName.ofKey(key).isPresent()) {
                segments.add(object);
            }
        } else if (key.endsWith(EventFileName.SIDECAR_SUFFIX)) {
            sidecarKeys.add(key);
        } else if (isEventFile(key)) {
            files.computeIfAbsent(name(key), name -> new ArrayList<>()).add(object);
        }
    }

    private static boolean isEventFile(String key) {
        try {
            EventFileName.parse(name(key));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    public BucketLayout layout() {
        return layout;
    }

    /** Copies of the log's subscriptions, the oldest first. */
    List<ObjectInfo> subscriptions() {
        return List.copyOf(subscriptions);
    }

    List<ObjectInfo> segments() {
        return segments;
    }

    /** A manifest and its number. */
    record Numbered(long number, CatalogManifest manifest) {}

    /** The newest manifest that can be read; null if there is none. */
    @Nullable
    Numbered newestManifest(ObjectStore store, Consumer<String> warnings) throws IOException {
        for (int i = manifests.size() - 1; i >= 0; i--) {
            ObjectInfo object = manifests.get(i);
            String location = store.uri(object.key()).toString();
            try {
                ManifestForm.requirePossible(location, object.bytes());
                CatalogManifest manifest = ManifestForm.decode(location, StoredBytes.read(store, object));
                if (manifest.definition().id().equals(layout.logId())
                        && manifest.definition().name().equals(layout.log())) {
                    return new Numbered(layout.manifestNumber(object.key()).orElseThrow(), manifest);
                }
                warnings.accept("manifest " + location + " is that of another log");
            } catch (DamagedManifestException | NoSuchObjectException e) {
                warnings.accept(e.getMessage() + "; an older one is taken");
            }
        }
        return null;
    }

    /** An object with this name and length, one with a sidecar beside it before others; null if there is none. */
    @Nullable
    ObjectInfo file(String name, long bytes) {
        List<ObjectInfo> found = files.getOrDefault(name, List.of()).stream()
                .filter(object -> object.bytes() == bytes)
                .toList();
        return found.stream()
                .filter(object -> hasSidecar(object.key()))
                .findFirst()
                .orElse(found.isEmpty() ? null : found.get(0));
    }

    boolean hasSidecar(String key) {
        return sidecarKeys.contains(key + EventFileName.SIDECAR_SUFFIX);
    }

    /** The objects of files that begin at the position or after it, one for each name, ascending by name. */
    List<ObjectInfo> filesFrom(long position) {
        List<ObjectInfo> found = new ArrayList<>();
        files.forEach((name, objects) -> {
            if (EventFileName.parse(name).firstPosition() >= position) {
                ObjectInfo best = file(name, objects.get(0).bytes());
                found.add(best == null ? objects.get(0) : best);
            }
        });
        return found;
    }

    /** The position after the last one that any object's name tells of. */
    long knownEnd() {
        long end = 0;
        for (String name : files.keySet()) {
            end = Math.max(end, EventFileName.parse(name).lastPosition() + 1);
        }
        for (ObjectInfo segment : segments) {
            SegmentName name = SegmentName.ofKey(segment.key()).orElseThrow();
            end = Math.max(end, name.lastPosition() + 1);
        }
        return end;
    }
}
