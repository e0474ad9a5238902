package io.varve.server.archive;

import io.varve.server.config.VarveConfig;
import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.S3Config;
import io.varve.tiering.cold.S3ObjectStore;
import io.varve.tiering.recovery.BucketContents;
import io.varve.tiering.recovery.LogRecovery;
import io.varve.tiering.recovery.RecoveryListener;
import io.varve.tiering.recovery.RecoveryReport;
import io.varve.tiering.recovery.RecoveryTarget;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a new data directory of what a bucket holds. The bucket is only read. */
public final class ArchiveRecovery {

    private final DataDirectory directory;
    private final S3Config bucket;
    private final @Nullable String name;
    private final @Nullable UUID id;

    /**
     * A recovery into the data directory of the configuration.
     *
     * @param from where the bucket's logs lie, {@code s3://bucket/prefix/}: the bucket of the configuration
     * @param name of the log to recover; null: all logs
     * @param id of the log to recover, where the bucket holds more than one of a name; null: that of the name
     * @throws ArchiveException if the configuration has another bucket, so that what is recovered would not be found
     */
    public ArchiveRecovery(VarveConfig config, URI from, @Nullable String name, @Nullable UUID id) {
        S3Config configured = config.cold();
        if (configured == null || !configured.root().equals(from)) {
            throw new ArchiveException("the configuration must name the bucket to recover from, " + from
                    + ", for the archive will go on reading there: it has "
                    + (configured == null ? "no cold.bucket" : configured.root() + " (cold.bucket, cold.prefix)"));
        }
        this.directory = new DataDirectory(config.dataDirectory());
        this.bucket = configured.withCreateBucket(false);
        this.name = name;
        this.id = id;
    }

    /**
     * Recovers. While it is under way, and if it fails half way, the directory cannot be opened.
     *
     * @return a report for each log
     * @throws ArchiveException if the directory is not empty, or the bucket holds no such log
     * @throws io.varve.tiering.recovery.RecoveryException if the bucket lacks what it must hold
     * @throws IOException if bucket or disk fail
     */
    public List<RecoveryReport> run(RecoveryListener listener) throws IOException {
        directory.requireNew();
        try (ObjectStore store = new S3ObjectStore(bucket)) {
            List<LogRecovery> recoveries = new ArrayList<>();
            for (BucketContents contents : chosen(BucketContents.list(store))) {
                recoveries.add(LogRecovery.plan(store, contents, Archive.DEFAULT_HOT, Archive.DEFAULT_WARM));
            }
            directory.beginRecovery();
            List<RecoveryReport> reports = new ArrayList<>();
            try (DirectoryLock lock = DirectoryLock.acquire(directory.root());
                    Catalog catalog = Catalog.open(CatalogConfig.embedded(directory.root()))) {
                for (LogRecovery recovery : recoveries) {
                    LogPaths paths = directory.log(recovery.log());
                    RecoveryTarget target =
                            new RecoveryTarget(catalog, paths.hot(), paths.warm(), paths.sidecars(), paths.temporary());
                    RecoveryReport report = recovery.run(target, listener);
                    reports.add(new SubscriptionRecovery(store, paths.subscriptions())
                            .run(recovery.subscriptions(), report));
                }
            }
            directory.endRecovery();
            return reports;
        }
    }

    private List<BucketContents> chosen(List<BucketContents> all) {
        List<BucketContents> chosen = all.stream()
                .filter(log -> name == null || log.layout().log().equals(name))
                .filter(log -> id == null || log.layout().logId().equals(id))
                .toList();
        if (chosen.isEmpty()) {
            Set<String> held =
                    all.stream().map(log -> log.layout().log()).collect(Collectors.toCollection(TreeSet::new));
            throw new ArchiveException(bucket.root() + " holds no "
                    + (id == null ? "" : "log " + id + ", no ")
                    + (name == null ? "log" : "log '" + name + "'")
                    + (held.isEmpty() ? "" : "; there are " + String.join(", ", held)));
        }
        for (BucketContents log : chosen) {
            List<String> ids = chosen.stream()
                    .map(BucketContents::layout)
                    .filter(layout -> layout.log().equals(log.layout().log()))
                    .map(BucketLayout::logId)
                    .map(UUID::toString)
                    .toList();
            if (ids.size() > 1) {
                throw new ArchiveException(bucket.root() + " holds " + ids.size() + " logs '"
                        + log.layout().log() + "': pick one with --id, of " + String.join(", ", ids));
            }
        }
        return chosen;
    }
}
