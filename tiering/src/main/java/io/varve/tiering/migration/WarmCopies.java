package io.varve.tiering.migration;

import io.varve.tiering.bucket.BucketNotes;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each warm file of a protected log a copy in the bucket, read back and compared, before it is due there. The
 * move to cold finds the copy and compares it again. Runs under the lock of the log's moves.
 */
final class WarmCopies {

    private static final Logger LOG = LoggerFactory.getLogger(WarmCopies.class);

    private final MigrationContext context;
    private final LogBucket bucket;

    WarmCopies(MigrationContext context, LogBucket bucket) {
        this.context = context;
        this.bucket = bucket;
    }

    /** Makes the copies that are absent. One that fails is logged and made by the next run. */
    void make() {
        if (!bucket.isProtected()) {
            return;
        }
        BucketNotes notes = bucket.notes();
        Map<String, String> known = notes.copies();
        Set<String> gone = new HashSet<>(known.keySet());
        WarmToCold mover = new WarmToCold(context);
        for (CatalogFile file : context.view().files()) {
            String path = file.location().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (file.tier() != Tier.WARM) {
                continue;
            }
            gone.remove(name);
            if (known.containsKey(name)) {
                continue;
            }
            try {
                notes.copied(name, mover.copy(file));
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "partition {} of log '{}' has no copy in the bucket until the next run: {}",
                        file.partition(),
                        context.log(),
                        e.getMessage());
                if (MigrationRun.isStoreGone(e)) {
                    return;
                }
            }
        }
        notes.forgetCopies(gone);
    }
}
