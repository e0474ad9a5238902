package io.varve.tiering.migration;

import io.varve.ingest.append.EventAppender;
import io.varve.tiering.bucket.BucketLayout;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.policy.TierPolicy;
import io.varve.tiering.store.LogSources;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The parts of one log that its moves work on.
 *
 * @param sources the log as its readers see it
 * @param catalog its catalog
 * @param appender its writing side
 * @param cold the object store
 * @param warmDirectory where its local files lie
 * @param settings how moves are made
 * @param clock the real clock
 */
public record MigrationContext(
        LogSources sources,
        LogCatalog catalog,
        EventAppender appender,
        ObjectStore cold,
        Path warmDirectory,
        MigrationSettings settings,
        InstantSource clock) {

    CatalogView view() {
        return catalog.view();
    }

    TierPolicy policy() {
        return new TierPolicy(catalog.definition().hot(), catalog.definition().warm());
    }

    String log() {
        return sources.log();
    }

    /**
     * Where this log's objects begin. The id is part of it, so that a log of the same name in a new data directory
     * never takes the objects of another for leftovers of its own.
     */
    String coldPrefix() {
        return BucketLayout.of(catalog.definition()).prefix();
    }

    Instant realNow() {
        return clock.instant();
    }
}
