package io.varve.server.archive;

import io.varve.ingest.append.AppenderConfig;
import io.varve.ingest.append.Durability;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.query.projection.find.Projections;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.ReplayerConfig;
import io.varve.query.sql.QueriedLog;
import io.varve.query.sql.SqlQueries;
import io.varve.query.sql.SqlSettings;
import io.varve.query.subscription.DeadLetters;
import io.varve.query.subscription.LogFeed;
import io.varve.query.subscription.Subscriptions;
import io.varve.server.config.VarveConfig;
import io.varve.tiering.bucket.BucketNotes;
import io.varve.tiering.bucket.LogBucket;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.migration.LastRuns;
import io.varve.tiering.migration.MigrationContext;
import io.varve.tiering.migration.MigrationSettings;
import io.varve.tiering.migration.Migrator;
import io.varve.tiering.migration.VerifiedFiles;
import io.varve.tiering.migration.Verifier;
import io.varve.tiering.migration.WaitingMoves;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.protection.Protection;
import io.varve.tiering.recovery.EmptyHot;
import io.varve.tiering.store.ColdFileCache;
import io.varve.tiering.store.ColdReads;
import io.varve.tiering.store.IndexOpening;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.SealedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts the parts of one log together, in the order in which they need each other. */
final class LogOpening {

    private static final int IDLE_FILES = 512;
    private static final long READ_BUDGET_BYTES = 256L << 20;
    private static final int PREFETCH_THREADS = 4;
    private static final Duration READER_LEASE = Duration.ofMinutes(10);

    private LogOpening() {}

    static ArchiveLog open(
            Catalog catalog,
            String name,
            LogPaths paths,
            ObjectStore cold,
            VarveConfig config,
            InstantSource clock,
            Projections projections,
            DeadLetters deadLetters) {
        LogCatalog logCatalog = catalog.log(name);
        EventRules rules = new EventRules(config.append().maxDataBytes());
        Closer parts = new Closer();
        try {
            removeLeftovers(paths.temporary());
            ColdReads coldReads = ColdReads.open(
                    config.coldReads().requests(),
                    paths.cache(),
                    config.coldReads().cacheBytes());
            SealedFiles files = parts.add(new SealedFiles(name, cold, paths.sidecars(), IDLE_FILES, coldReads));
            HotLog hot = parts.add(hotLog(paths.hot(), logCatalog));
            EventIndex index = parts.add(new IndexOpening(paths.index(), name, hot, files)
                    .open(logCatalog.view(), clock.instant().minus(config.idsWindow())));
            EventAppender appender = parts.add(new EventAppender(
                    appenderConfig(config.append(), rules),
                    hot,
                    index,
                    clock,
                    () -> paths.root().toFile().getUsableSpace(),
                    floorMicros(hot, logCatalog.view())));
            LogSources sources = new LogSources(name, logCatalog::view, hot, index, appender::head, files);
            Replayer replayer = parts.add(new Replayer(
                    sources,
                    new ReplayerConfig(
                            READ_BUDGET_BYTES, PREFETCH_THREADS, paths.spill(), READER_LEASE, System::nanoTime)));
            LogStates states = LogStates.open(parts, sources, replayer, paths, config.snapshots());
            SqlQueries sql = parts.add(sqlQueries(
                    new QueriedLog(
                            sources,
                            replayer,
                            new ColdFileCache(
                                    cold, paths.coldFiles(), config.sql().coldCacheBytes(), clock),
                            states.all(),
                            projections),
                    paths,
                    config.sql()));
            MigrationContext context = new MigrationContext(
                    sources,
                    logCatalog,
                    appender,
                    cold,
                    paths.warm(),
                    MigrationSettings.defaults()
                            .withGrace(config.migration().grace())
                            .withIdWindow(config.idsWindow()),
                    clock);
            LogBucket bucket = new LogBucket(
                    logCatalog,
                    cold,
                    new BucketNotes(catalog.jdbcUrl(), name),
                    paths.temporary(),
                    config.protection().isOn());
            LastRuns lastRuns = new LastRuns(catalog.jdbcUrl(), name);
            Migrator migrator = new Migrator(context, new WaitingMoves(catalog.jdbcUrl(), name), lastRuns, bucket);
            Verifier verifier = new Verifier(context, new VerifiedFiles(catalog.jdbcUrl(), name), lastRuns);
            LogFeed feed = new LogFeed(name, replayer, appender.durableHead(), hot);
            Subscriptions subscriptions = new Subscriptions(feed, paths.subscriptions(), deadLetters);
            UUID logId = logCatalog.definition().id();
            Protection protection = new Protection(sources, bucket, clock, () -> subscriptions.copy(logId));
            return new ArchiveLog(
                    parts,
                    context,
                    paths,
                    historyId(logCatalog, config.append()),
                    rules,
                    migrator,
                    verifier,
                    protection,
                    replayer,
                    states,
                    sql,
                    feed,
                    subscriptions);
        } catch (IOException e) {
            throw parts.closedFor(
                    new UncheckedIOException("log '" + name + "' cannot be opened: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            throw parts.closedFor(e);
        }
    }

    private static SqlQueries sqlQueries(QueriedLog log, LogPaths paths, VarveConfig.Sql config) {
        int threads = config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads();
        return new SqlQueries(
                log,
                new SqlSettings(config.memoryBytes(), threads, config.timeout(), config.temporaryBytes()),
                paths.temporary());
    }

    /** What an earlier process needed only while it ran: it died before it could remove that. */
    private static void removeLeftovers(Path temporary) throws IOException {
        if (Files.isDirectory(temporary)) {
            try (Stream<Path> tree = Files.walk(temporary)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /**
     * The hot tier, refused where it does not join on to what is sealed: a lost one must not look like an empty one.
     */
    private static HotLog hotLog(Path directory, LogCatalog catalog) {
        try {
            Disk.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory + ": " + e.getMessage(), e);
        }
        long sealedTo = catalog.view().sealedTo();
        CycleLength cycle = catalog.definition().unit() == PartitionUnit.HOUR ? CycleLength.HOUR : CycleLength.DAY;
        HotLog hot = HotLog.open(new HotLogConfig(directory, cycle, sealedTo));
        long first = hot.firstPosition();
        long next = hot.nextPosition();
        boolean isLost = sealedTo > 0
                && first == next
                && !EmptyHot.isStated(directory, catalog.definition().id(), sealedTo);
        if (first > sealedTo || next < sealedTo || isLost) {
            hot.close();
            String held = first == next ? "no events" : "positions " + first + " to " + (next - 1);
            throw new ArchiveException("the hot tier in " + directory + " holds " + held
                    + ", but the sealed files end at position " + (sealedTo - 1)
                    + " and it never gives up its newest events: put its directory back");
        }
        return hot;
    }

    private static UUID historyId(LogCatalog catalog, VarveConfig.Append append) {
        return append.durability() == Durability.DISK ? catalog.tableId() : UUID.randomUUID();
    }

    private static AppenderConfig appenderConfig(VarveConfig.Append append, EventRules rules) {
        return new AppenderConfig(append.durability(), rules, append.queueBytes(), append.diskReserveBytes());
    }

    /** Log time goes on from here: after all that is stored, and never back into a partition that is sealed. */
    private static long floorMicros(HotLog hot, CatalogView view) {
        long floor = hot.lastRecordedAtMicros();
        for (CatalogFile file : view.files()) {
            floor = Math.max(floor, file.partition().endMicros());
        }
        return floor;
    }
}
