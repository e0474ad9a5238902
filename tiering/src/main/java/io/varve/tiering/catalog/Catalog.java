package io.varve.tiering.catalog;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;

/**
 * Which logs exist and where their partitions lie. One process at a time has a data directory's catalog open.
 * Thread-safe.
 */
public final class Catalog implements AutoCloseable {

    private static final Namespace NAMESPACE = Namespace.of("varve");

    private final Database database;
    private final org.apache.iceberg.catalog.Catalog iceberg;
    private final Locations locations;
    private final boolean embedded;
    private final LocalFileIO localFiles;
    private final NewestMetadata newest;
    private final Map<String, LogCatalog> open = new HashMap<>();

    private Catalog(CatalogConfig config, Database database, org.apache.iceberg.catalog.Catalog iceberg) {
        this.database = database;
        this.iceberg = iceberg;
        this.embedded = config.isEmbedded();
        this.locations = embedded ? Locations.relativeTo(config.directory()) : Locations.absolute();
        this.localFiles = new LocalFileIO(locations, database);
        this.newest = new NewestMetadata(config.directory(), database);
    }

    /**
     * Opens the catalog, and makes an empty one in a new data directory.
     *
     * @throws CatalogException if another process has it open, or the database is missing, damaged or older than the
     *     table metadata that is there
     */
    public static Catalog open(CatalogConfig config) {
        return open(config, files -> new JdbcCatalog(files, null, true));
    }

    static Catalog open(CatalogConfig config, Function<Function<Map<String, String>, FileIO>, JdbcCatalog> embedded) {
        Path directory = config.directory();
        if (config.isEmbedded() && !Database.exists(directory)) {
            refuseLostDatabase(directory);
        }
        createDirectory(directory.resolve("catalog"));
        Database database = Database.open(directory);
        org.apache.iceberg.catalog.Catalog iceberg = null;
        try {
            if (config.isEmbedded()) {
                JdbcCatalog own = embedded.apply(unused -> new LocalFileIO(Locations.relativeTo(directory), database));
                iceberg = own;
                initialize(own, database);
            } else {
                iceberg = CatalogUtil.buildIcebergCatalog("varve", config.iceberg(), null);
            }
            createNamespace(iceberg);
            database.sync();
            Catalog catalog = new Catalog(config, database, iceberg);
            if (config.isEmbedded()) {
                catalog.newest.requireKnown(NAMESPACE.level(0));
            }
            return catalog;
        } catch (Exception e) {
            closeAll(database, iceberg, e);
            throw e instanceof CatalogException known
                    ? known
                    : new CatalogException("cannot open the catalog in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void closeAll(
            Database database, org.apache.iceberg.catalog.@Nullable Catalog iceberg, Exception cause) {
        try (database) {
            if (iceberg instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }

    private static void initialize(JdbcCatalog catalog, Database database) {
        catalog.initialize(
                "varve",
                Map.of(
                        CatalogProperties.URI,
                        database.url(),
                        CatalogProperties.WAREHOUSE_LOCATION,
                        "metadata",
                        CatalogProperties.METRICS_REPORTER_IMPL,
                        "org.apache.iceberg.metrics.InMemoryMetricsReporter",
                        "jdbc.schema-version",
                        "V1"));
    }

    /** A lost database must not look like an empty archive. */
    private static void refuseLostDatabase(Path directory) {
        if (NewestMetadata.isAnyIn(directory)) {
            Path file = Database.fileIn(directory);
            throw new CatalogException("the catalog's database is " + (Files.exists(file) ? "empty" : "missing") + ", "
                    + file + ", but " + directory.resolve("metadata")
                    + " holds the metadata of tables: put it back from a backup with the rest of the directory, or"
                    + " `varve recover` into a new one");
        }
    }

    private static void createDirectory(Path directory) {
        try {
            Disk.createDirectories(directory);
        } catch (IOException e) {
            throw new CatalogException("cannot create " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void createNamespace(org.apache.iceberg.catalog.Catalog iceberg) {
        if (iceberg instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(NAMESPACE)) {
            namespaces.createNamespace(NAMESPACE);
        }
    }

    /** All logs, sorted by name. */
    public synchronized List<LogDefinition> logs() {
        return names().stream().map(name -> log(name).definition()).toList();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        iceberg.listTables(NAMESPACE).forEach(table -> names.add(table.name()));
        names.sort(String::compareTo);
        return names;
    }

    /**
     * The catalog of this log, the same object each time.
     *
     * @throws UnknownLogException if there is no such log; it names those that exist
     * @throws CatalogException if its table cannot be read, or its files do not tile the log
     */
    public synchronized LogCatalog log(String name) {
        LogCatalog log = open.get(name);
        if (log == null) {
            List<String> names = names();
            if (!names.contains(name)) {
                throw new UnknownLogException(name, names);
            }
            log = load(name);
            open.put(name, log);
        }
        return log;
    }

    private LogCatalog load(String name) {
        try {
            checkMetadata(name);
            Table table = iceberg.loadTable(identifier(name));
            return new LogCatalog(new LogTable(name, table, database, locations, embedded ? newest : null));
        } catch (CatalogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CatalogException("cannot read the table of log '" + name + "': " + e.getMessage(), e);
        }
    }

    /**
     * Reads the metadata file once by ourselves: Iceberg tries a damaged one again and again for minutes. An older one
     * in its place is whole, but follows another than the database says.
     */
    private void checkMetadata(String name) {
        String location = embedded ? database.metadataLocation(NAMESPACE.level(0), name) : null;
        if (location == null) {
            return;
        }
        List<MetadataLogEntry> before =
                TableMetadataParser.read(localFiles, location).previousFiles();
        String follows = before.isEmpty() ? null : before.get(before.size() - 1).file();
        String known = database.previousMetadataLocation(NAMESPACE.level(0), name);
        if (known != null && !known.equals(follows)) {
            throw new CatalogException("metadata file " + location + " of log '" + name
                    + "' is damaged: it has the bytes of another, which follows "
                    + (follows == null ? "none" : follows) + " and not " + known);
        }
    }

    /**
     * Creates a log.
     *
     * @throws LogExistsException if there is one of this name
     * @throws CatalogException if it was not created
     * @throws CatalogUnknownException if it may or may not have been
     */
    public synchronized LogCatalog create(LogDefinition definition) {
        String name = definition.name();
        if (names().contains(name)) {
            throw new LogExistsException(name);
        }
        org.apache.iceberg.catalog.Catalog.TableBuilder builder = iceberg.buildTable(
                        identifier(name), EventTable.SCHEMA)
                .withPartitionSpec(EventTable.spec(definition.unit()))
                .withProperties(EventTable.initial(definition));
        if (embedded) {
            String directory = "metadata/" + name;
            builder.withLocation(directory).withProperty("write.metadata.path", directory);
        }
        try {
            builder.create();
        } catch (AlreadyExistsException e) {
            throw new LogExistsException(name);
        } catch (RuntimeException e) {
            look(definition, e);
        }
        try {
            database.sync();
        } catch (SQLException e) {
            throw new CatalogUnknownException("log '" + name + "' may or may not have been created", e);
        }
        if (embedded) {
            newest.note(name, String.valueOf(database.metadataLocation(NAMESPACE.level(0), name)));
        }
        FaultPoint.LOG_CREATED.reach();
        return log(name);
    }

    private void look(LogDefinition definition, RuntimeException cause) {
        String name = definition.name();
        if (cause instanceof CleanableFailure) {
            throw new CatalogException("log '" + name + "' was not created: " + cause.getMessage(), cause);
        }
        try {
            if (names().contains(name) && log(name).definition().id().equals(definition.id())) {
                return;
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        throw new CatalogUnknownException("log '" + name + "' may or may not have been created", cause);
    }

    /**
     * Sets how long partitions of the log stay hot and warm.
     *
     * @see LogCatalog#setPolicy
     */
    public void setPolicy(String name, Duration hot, Duration warm) {
        log(name).setPolicy(hot, warm);
    }

    /**
     * The embedded database (no user, no password), for what else belongs to this data directory, such as schedules.
     */
    public String jdbcUrl() {
        return database.url();
    }

    private static TableIdentifier identifier(String name) {
        return TableIdentifier.of(NAMESPACE, name);
    }

    @Override
    public synchronized void close() {
        open.clear();
        try (database) {
            if (iceberg instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (Exception e) {
            throw new CatalogException("cannot close the catalog: " + e.getMessage(), e);
        }
    }
}
