package io.varve.server.archive;

import io.varve.ingest.append.EventAppender;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.source.ImportTarget;
import io.varve.query.replay.Replayer;
import io.varve.query.sql.SqlQueries;
import io.varve.query.subscription.LogFeed;
import io.varve.query.subscription.Subscriptions;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.migration.MigrationContext;
import io.varve.tiering.migration.Migrator;
import io.varve.tiering.migration.Presence;
import io.varve.tiering.migration.Verifier;
import io.varve.tiering.protection.Protection;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.SealedFiles;
import java.nio.file.Path;
import java.util.UUID;

/** An open log: its parts, put together. Closed by the archive that opened it. Thread-safe. */
public final class ArchiveLog implements AutoCloseable {

    private final Closer parts;
    private final MigrationContext context;
    private final LogPaths paths;
    private final UUID historyId;
    private final EventRules rules;
    private final Migrator migrator;
    private final Verifier verifier;
    private final Protection protection;
    private final Replayer replayer;
    private final LogStates states;
    private final SqlQueries sql;
    private final LogFeed feed;
    private final Subscriptions subscriptions;

    ArchiveLog(
            Closer parts,
            MigrationContext context,
            LogPaths paths,
            UUID historyId,
            EventRules rules,
            Migrator migrator,
            Verifier verifier,
            Protection protection,
            Replayer replayer,
            LogStates states,
            SqlQueries sql,
            LogFeed feed,
            Subscriptions subscriptions) {
        this.parts = parts;
        this.context = context;
        this.paths = paths;
        this.historyId = historyId;
        this.rules = rules;
        this.migrator = migrator;
        this.verifier = verifier;
        this.protection = protection;
        this.replayer = replayer;
        this.states = states;
        this.sql = sql;
        this.feed = feed;
        this.subscriptions = subscriptions;
    }

    public String name() {
        return context.sources().log();
    }

    public LogDefinition definition() {
        return context.catalog().definition();
    }

    /**
     * Within one history a position stands for one event for ever. A recovery begins a new one, as it may lose the last
     * events, whose positions are then given again; and so does each opening of a log whose durability leaves them to a
     * loss of power.
     */
    public UUID historyId() {
        return historyId;
    }

    /** What is sealed, as of now. */
    public CatalogView view() {
        return context.catalog().view();
    }

    /** The first position that is not yet durable. */
    public long head() {
        return context.appender().head();
    }

    public EventAppender appender() {
        return context.appender();
    }

    public Migrator migrator() {
        return migrator;
    }

    /** Ships to the bucket what is not yet cold. */
    public Protection protection() {
        return protection;
    }

    public Verifier verifier() {
        return verifier;
    }

    /** Tells whether its files are there. */
    public Presence presence() {
        return new Presence(context);
    }

    public Replayer replayer() {
        return replayer;
    }

    /** Follows this log. */
    public LogFeed feed() {
        return feed;
    }

    /** How far the consumers of this log have come. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Tells states, and keeps snapshots of them. */
    public LogStates states() {
        return states;
    }

    /** Asks this log in SQL. */
    public SqlQueries sql() {
        return sql;
    }

    public SealedFiles files() {
        return context.sources().files();
    }

    /** What an event must fulfil. */
    public EventRules rules() {
        return rules;
    }

    /** Lets imports feed this log. */
    public ImportTarget importTarget() {
        return new LogImportTarget(appender());
    }

    /** Where the files of the hot tier lie. */
    public Path hotDirectory() {
        return paths.hot();
    }

    /** For what is needed only while something runs; it need not exist. */
    public Path temporaryDirectory() {
        return paths.temporary();
    }

    public LogSources sources() {
        return context.sources();
    }

    /** Takes no more events, ships those that it took if they are to be protected, and closes. */
    @Override
    public void close() {
        try {
            context.appender().close();
            protection.shipRest();
        } finally {
            parts.close();
        }
    }
}
