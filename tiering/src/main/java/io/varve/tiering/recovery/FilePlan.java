package io.varve.tiering.recovery;

import io.varve.tiering.bucket.CatalogManifest;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.protection.SegmentName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the files that a manifest names: each is in the bucket, or can be sealed anew from segments, or was
 * on local disk only, which ends the log. A pure function of what the bucket's names tell.
 *
 * @param files in the order of their positions
 * @param isWhole whether these are all that the manifest names
 */
record FilePlan(List<Planned> files, boolean isWhole) {

    /**
     * A file that will be there again.
     *
     * @param object that holds it; null if it is to be sealed anew from segments
     */
    record Planned(CatalogManifest.Entry entry, @Nullable ObjectInfo object) {}

    /** @throws RecoveryException if the bucket lacks files that it must hold; it names all of them */
    static FilePlan of(CatalogManifest manifest, BucketContents contents) {
        List<SegmentName> segments = contents.segments().stream()
                .map(object -> SegmentName.ofKey(object.key()).orElseThrow())
                .toList();
        List<Planned> planned = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        boolean isWhole = true;
        for (CatalogManifest.Entry entry : manifest.files()) {
            ObjectInfo object = contents.file(entry.name(), entry.bytes());
            boolean isInSegments = SegmentName.coveredTo(entry.firstPosition(), segments) > entry.lastPosition();
            if (object == null && !isInSegments) {
                if (entry.key() == null) {
                    isWhole = false;
                    break;
                }
                missing.add(entry.key());
            }
            planned.add(new Planned(entry, object));
        }
        if (!missing.isEmpty()) {
            throw new RecoveryException("log '" + manifest.definition().name() + "': the bucket lacks "
                    + missing.size() + (missing.size() == 1 ? " file" : " files")
                    + " that its manifest names, or holds them with another length; nothing was recovered: "
                    + String.join(", ", missing));
        }
        return new FilePlan(planned, isWhole);
    }
}
