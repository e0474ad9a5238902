package io.varve.tiering.migration;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.AppenderConfig;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.Durability;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.tiering.bucket.BucketNotes;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.RunEvents;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.store.IndexOpening;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.OpenFile;
import io.varve.tiering.store.SealedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** A log of its own in a directory: real hot tier, index, files and catalog, over whatever object store is given. */
public final class TestLog implements AutoCloseable {

    private final Catalog catalog;
    private final SealedFiles files;
    public final HotLog hot;
    public final EventIndex index;
    public final EventAppender appender;
    public final LogCatalog logCatalog;
    public final MigrationContext context;
    public final LogBucket bucket;
    public final Migrator migrator;
    public final Verifier verifier;

    /** Opens the log {@code events}, creating it with partitions of a day, 30 days hot and 90 warm. */
    public TestLog(Path directory, ObjectStore cold, InstantSource clock, Duration grace) {
        this(directory, cold, clock, grace, Durability.PROCESS);
    }

    /** The same, where an acknowledged append also survives a loss of power. */
    public TestLog(Path directory, ObjectStore cold, InstantSource clock, Duration grace, Durability durability) {
        this(directory, cold, clock, grace, durability, false);
    }

    /** The same; where it is protected, also what is not cold gets a copy in the object store. */
    public TestLog(
            Path directory,
            ObjectStore cold,
            InstantSource clock,
            Duration grace,
            Durability durability,
            boolean isProtected) {
        this(directory, cold, clock, grace, durability, isProtected, Catalog::open);
    }

    /** The same with a catalog that is opened in this way. */
    public TestLog(
            Path directory,
            ObjectStore cold,
            InstantSource clock,
            Duration grace,
            Durability durability,
            boolean isProtected,
            Function<CatalogConfig, Catalog> catalogs) {
        catalog = catalogs.apply(CatalogConfig.embedded(directory));
        logCatalog = catalog.logs().isEmpty()
                ? catalog.create(new LogDefinition(
                        "events", new UUID(1, 2), PartitionUnit.DAY, Duration.ofDays(30), Duration.ofDays(90)))
                : catalog.log("events");
        CatalogView view = logCatalog.view();
        hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, view.sealedTo()));
        files = new SealedFiles("events", cold, directory.resolve("sidecars"), 4);
        index = indexOrClosed(directory.resolve("index"), view, clock.instant().minus(Duration.ofDays(7)));
        long floor = view.files().isEmpty()
                ? Long.MIN_VALUE
                : view.files().get(view.files().size() - 1).partition().endMicros();
        AppenderConfig config = new AppenderConfig(durability, EventRules.defaults(), 1 << 20, 0);
        appender = new EventAppender(config, hot, index, clock, () -> Long.MAX_VALUE, floor);
        LogSources sources = new LogSources("events", logCatalog::view, hot, index, appender::head, files);
        context = new MigrationContext(
                sources,
                logCatalog,
                appender,
                cold,
                directory.resolve("warm"),
                MigrationSettings.defaults().withGrace(grace),
                clock);
        bucket = new LogBucket(
                logCatalog,
                cold,
                new BucketNotes(catalog.jdbcUrl(), "events"),
                directory.resolve("temporary"),
                isProtected);
        LastRuns lastRuns = new LastRuns(catalog.jdbcUrl(), "events");
        migrator = new Migrator(context, new WaitingMoves(catalog.jdbcUrl(), "events"), lastRuns, bucket);
        verifier = new Verifier(context, new VerifiedFiles(catalog.jdbcUrl(), "events"), lastRuns);
    }

    /** What stayed open would keep its database, which the next opening in this process would then join. */
    private EventIndex indexOrClosed(Path home, CatalogView view, Instant oldestId) {
        try {
            return new IndexOpening(home, "events", hot, files).open(view, oldestId);
        } catch (RuntimeException e) {
            files.close();
            hot.close();
            catalog.close();
            throw e;
        }
    }

    public void append(List<Event> events) {
        appender.append(AppendRequest.of(events));
    }

    /** Loads events of one time. */
    public void backfill(String time, List<Event> events) {
        try (BackfillSession session = appender.backfill("test")) {
            session.append(
                    events.stream()
                            .map(event -> event.at(EventTime.parse(time)))
                            .toList(),
                    new byte[] {1});
        }
    }

    /** Everything below the head, read tier by tier without the query layer. */
    public List<RecordedEvent> readAll() throws IOException {
        List<RecordedEvent> all = new ArrayList<>();
        CatalogView view = logCatalog.view();
        for (CatalogFile file : view.files()) {
            try (OpenFile open = files.open(file)) {
                for (int run = 0; run < open.reader().runs(); run++) {
                    RunEvents events = open.reader().readRun(run);
                    for (int i = 0; i < events.size(); i++) {
                        all.add(events.event(i));
                    }
                }
            }
        }
        try (HotCursor cursor = hot.read(view.sealedTo(), appender.head())) {
            while (cursor.next()) {
                all.add(cursor.event());
            }
        }
        return all;
    }

    @Override
    public void close() {
        appender.close();
        files.close();
        index.close();
        hot.close();
        catalog.close();
    }
}
