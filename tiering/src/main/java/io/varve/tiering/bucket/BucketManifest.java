package io.varve.tiering.bucket;

import io.varve.ingest.fault.FaultPoint;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog's newest states in the bucket. A put that fails leaves the bucket's manifest behind the catalog,
 * which harms nobody until the data directory is lost; the next call makes up for it. Thread-safe.
 */
public final class BucketManifest {

    private static final Logger LOG = LoggerFactory.getLogger(BucketManifest.class);
    private static final int KEPT = 5;

    private final LogCatalog catalog;
    private final ObjectStore cold;
    private final BucketLayout layout;
    private final BucketNotes notes;
    private final Path temporary;
    private final boolean always;

    BucketManifest(LogCatalog catalog, ObjectStore cold, BucketNotes notes, Path temporary, boolean always) {
        this.catalog = catalog;
        this.cold = cold;
        this.layout = BucketLayout.of(catalog.definition());
        this.notes = notes;
        this.temporary = temporary;
        this.always = always;
    }

    /** Whether the catalog has changed since its state was put; false while nothing of the log lies in the bucket. */
    public boolean isBehind() {
        CatalogView view = catalog.view();
        String noted = notes.manifestState().orElse("");
        boolean isUsed = always || !noted.isEmpty() || view.files().stream().anyMatch(file -> file.tier() == Tier.COLD);
        return isUsed && !noted.equals(state(view, notes.copies()));
    }

    /** Puts the catalog's state if it is not there. A failure is logged, and the next call tries again. */
    public synchronized void putIfBehind() {
        try {
            if (isBehind()) {
                put();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "the manifest of log '{}' in the bucket is behind its catalog until the next run: {}",
                    layout.log(),
                    e.getMessage());
        }
    }

    private void put() throws IOException {
        CatalogView view = catalog.view();
        Map<String, String> copies = notes.copies();
        byte[] bytes = ManifestForm.encode(CatalogManifest.of(catalog.definition(), view, this::key, copies));
        List<ObjectInfo> there = manifests(cold.list(layout.manifestPrefix()));
        ObjectInfo newest = there.isEmpty() ? null : there.get(there.size() - 1);
        boolean isThere = StoredBytes.isSame(cold, newest, bytes);
        if (!isThere) {
            long after =
                    newest == null ? 0 : layout.manifestNumber(newest.key()).orElseThrow() + 1;
            // Past all that are there: also a catalog that was recovered, whose views count anew, goes on behind them.
            String key = layout.manifestKey(Math.max(view.number(), after));
            StoredBytes.put(cold, key, bytes, temporary, UUID.randomUUID().toString());
            FaultPoint.MANIFEST_PUT.reach();
        }
        notes.manifestPut(state(view, copies));
        FaultPoint.MANIFEST_NOTED.reach();
        deleteOld(there, isThere ? KEPT : KEPT - 1);
    }

    /**
     * Deletes all but the newest few: what could not be deleted when a newer one was put would else wait for the next
     * put, which may be a month away.
     *
     * @param objects what the bucket holds of the log, in the order of keys
     */
    public synchronized void deleteOld(List<ObjectInfo> objects) throws IOException {
        deleteOld(manifests(objects), KEPT);
    }

    /** In the order of their numbers. */
    private List<ObjectInfo> manifests(List<ObjectInfo> objects) {
        return objects.stream()
                .filter(object -> layout.manifestNumber(object.key()).isPresent())
                .toList();
    }

    private void deleteOld(List<ObjectInfo> there, int kept) throws IOException {
        for (ObjectInfo old : there.subList(0, Math.max(0, there.size() - kept))) {
            cold.delete(old.key());
            FaultPoint.MANIFEST_OLD_DELETED.reach();
        }
    }

    private String key(CatalogFile file) {
        return cold.key(file.location());
    }

    private static String state(CatalogView view, Map<String, String> copies) {
        return view.number() + "-" + Integer.toHexString(copies.hashCode());
    }
}
