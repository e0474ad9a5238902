package io.varve.server.archive;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.query.projection.find.Projections;
import io.varve.server.config.VarveConfig;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.catalog.LogExistsException;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open data directory. It is locked for other processes until it is closed; logs are opened when they are asked for.
 * Thread-safe.
 */
public final class Archive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

    /** The log that a new data directory holds. */
    public static final String DEFAULT_LOG = "events";

    /** How long a partition of the default log stays hot, from its end. */
    public static final Duration DEFAULT_HOT = Duration.ofDays(30);

    /** How old a partition of the default log is when it leaves the warm tier. */
    public static final Duration DEFAULT_WARM = Duration.ofDays(90);

    private final VarveConfig config;
    private final InstantSource clock;
    private final DataDirectory directory;
    private final Closer parts;
    private final Catalog catalog;
    private final ColdStore cold;
    private final Projections projections;
    private final Map<String, ArchiveLog> open = new HashMap<>();
    private volatile LogCreation logsOfLetters = this::create;

    private Archive(VarveConfig config, InstantSource clock, DataDirectory directory, Closer parts, Catalog catalog) {
        this.config = config;
        this.clock = clock;
        this.directory = directory;
        this.parts = parts;
        this.catalog = catalog;
        this.cold = parts.add(new ColdStore(config.cold(), directory.embeddedS3()));
        this.projections = new Projections(directory.projections(), Archive.class.getClassLoader());
    }

    /**
     * Makes sure that there is an archive, for those who would not begin one.
     *
     * @throws ArchiveException if the directory is absent, or is none of an archive
     */
    public static void requireIn(Path dataDirectory) throws IOException {
        new DataDirectory(dataDirectory).requireBegun();
    }

    /**
     * Opens the data directory, or makes a new one, which then holds the log {@value #DEFAULT_LOG} by days.
     *
     * @param clock the real clock
     * @throws ArchiveException if it is in use, or is not a data directory
     * @throws io.varve.tiering.catalog.CatalogException if its catalog cannot be read
     */
    public static Archive open(VarveConfig config, InstantSource clock) throws IOException {
        return open(config, clock, PartitionUnit.DAY);
    }

    /** Opens the data directory; in a new one the log {@value #DEFAULT_LOG} has partitions of this unit. */
    public static Archive open(VarveConfig config, InstantSource clock, PartitionUnit defaultUnit) throws IOException {
        DataDirectory directory = new DataDirectory(config.dataDirectory());
        directory.prepare();
        Closer parts = new Closer();
        try {
            parts.add(DirectoryLock.acquire(directory.root()));
            Catalog catalog = parts.add(Catalog.open(CatalogConfig.embedded(directory.root())));
            Archive archive = new Archive(config, clock, directory, parts, catalog);
            directory.requireKnown(
                    catalog.logs().stream().map(LogDefinition::name).toList());
            if (catalog.logs().isEmpty()) {
                archive.create(DEFAULT_LOG, defaultUnit, DEFAULT_HOT, DEFAULT_WARM);
            }
            return archive;
        } catch (IOException e) {
            throw parts.closedFor(e);
        } catch (RuntimeException e) {
            throw parts.closedFor(e);
        }
    }

    public VarveConfig config() {
        return config;
    }

    /** The real clock. */
    public InstantSource clock() {
        return clock;
    }

    /** All logs, by name. */
    public List<LogDefinition> logs() {
        return catalog.logs();
    }

    /**
     * Creates a log.
     *
     * @param hot how old the end of a partition gets before it leaves the hot tier
     * @param warm how old it gets before it leaves the warm tier
     * @throws IllegalArgumentException if the name or the ages cannot be
     * @throws io.varve.tiering.catalog.LogExistsException if there is one of this name
     */
    public LogDefinition create(String name, PartitionUnit unit, Duration hot, Duration warm) {
        return catalog.create(new LogDefinition(name, UUID.randomUUID(), unit, hot, warm))
                .definition();
    }

    /**
     * The log of this name, opened when it is first asked for; it stays open as long as the archive.
     *
     * @throws io.varve.tiering.catalog.UnknownLogException if there is none; it names those that there are
     * @throws ArchiveException if what the catalog names is not there
     */
    public synchronized ArchiveLog log(String name) {
        ArchiveLog log = open.get(name);
        if (log == null) {
            log = parts.add(LogOpening.open(
                    catalog, name, directory.log(name), cold, config, clock, projections, this::appendDeadLetter));
            open.put(name, log);
        }
        return log;
    }

    /** Who creates the logs of dead letters from now on; without a word this archive does. */
    public void createLogsOfLettersBy(LogCreation creation) {
        logsOfLetters = creation;
    }

    /** Creates a log. */
    @FunctionalInterface
    public interface LogCreation {
        void create(String name, PartitionUnit unit, Duration hot, Duration warm);
    }

    private void appendDeadLetter(String name, Event letter) {
        if (logs().stream().noneMatch(log -> log.name().equals(name))) {
            try {
                // Letters are few: a file for each month is enough.
                logsOfLetters.create(name, PartitionUnit.MONTH, DEFAULT_HOT, DEFAULT_WARM);
            } catch (LogExistsException e) {
                LOG.debug("another letter was the first in log '{}'", name);
            }
        }
        log(name).appender().append(AppendRequest.of(List.of(letter)));
    }

    /** The projections that can be asked for: those on the class path, and the files in {@code projections/}. */
    public Projections projections() {
        return projections;
    }

    /** Where the files of sources lie; it need not exist. */
    public Path sources() {
        return directory.sources();
    }

    /** Where schedules are kept. */
    public String jdbcUrl() {
        return catalog.jdbcUrl();
    }

    /** Closes what is open in reverse order, the lock last. */
    @Override
    public void close() {
        parts.close();
    }
}
