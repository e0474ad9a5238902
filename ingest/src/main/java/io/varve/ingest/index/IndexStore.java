package io.varve.ingest.index;

import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * The part of the index that is on the disk: RocksDB, its column families and their life. Thread-safe; a family is
 * dropped, and the whole closed, only when no call is under way.
 */
final class IndexStore implements AutoCloseable {

    /** Something done with the open database. */
    interface Work {
        void run(RocksDB db) throws RocksDBException;
    }

    /** Something looked up in the open database, null if it is not there. */
    interface Lookup<T> {
        @Nullable
        T run(RocksDB db) throws RocksDBException;
    }

    private static final String DEFAULT_FAMILY = "default";

    static {
        RocksDB.loadLibrary();
    }

    private final Path incoming;
    private final AtomicLong tableNumber = new AtomicLong();
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private final NavigableMap<Long, ColumnFamilyHandle> hot = new ConcurrentSkipListMap<>();
    private final NavigableMap<Long, ColumnFamilyHandle> ids = new ConcurrentSkipListMap<>();
    private final List<ColumnFamilyHandle> fixed = new ArrayList<>();
    private final StoreOptions options;
    private final RocksDB db;
    private final boolean created;
    private boolean closed;

    IndexStore(Path directory) {
        Path database = directory.resolve("db");
        incoming = directory.resolve("incoming");
        try {
            Files.createDirectories(database);
            Files.createDirectories(incoming);
            deleteLeftovers(incoming);
            created = !Files.exists(database.resolve("CURRENT"));
            if (created && !isEmpty(database)) {
                throw new IndexDamagedException("index in " + directory + " has lost its CURRENT file", null);
            }
        } catch (IOException e) {
            throw new IndexFailedException(
                    "cannot prepare the index directory " + directory + ": " + e.getMessage(), e);
        }
        options = new StoreOptions();
        owned.push(options);
        try {
            db = open(database);
        } catch (RocksDBException e) {
            Closing.all(owned);
            throw failure("cannot open the index in " + directory, e);
        } catch (RuntimeException e) {
            Closing.all(owned);
            throw e;
        }
    }

    private RocksDB open(Path database) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        families.add(descriptor(DEFAULT_FAMILY));
        families.add(descriptor(IndexFormat.FILES));
        families.add(descriptor(IndexFormat.VERSIONS));
        for (String name : created ? List.<String>of() : familyNames(database)) {
            if (name.startsWith(IndexFormat.HOT_PREFIX) || name.startsWith(IndexFormat.IDS_PREFIX)) {
                families.add(descriptor(name));
            } else if (families.stream().noneMatch(family -> name(family).equals(name))) {
                throw new IndexDamagedException("index in " + database + " has an unknown family '" + name + "'", null);
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB opened = RocksDB.open(options.db, database.toString(), families, handles);
        owned.push(opened);
        for (int i = 0; i < handles.size(); i++) {
            String name = name(families.get(i));
            if (name.startsWith(IndexFormat.HOT_PREFIX)) {
                hot.put(generation(name, IndexFormat.HOT_PREFIX), handles.get(i));
            } else if (name.startsWith(IndexFormat.IDS_PREFIX)) {
                ids.put(generation(name, IndexFormat.IDS_PREFIX), handles.get(i));
            } else {
                fixed.add(handles.get(i));
            }
        }
        return opened;
    }

    private List<String> familyNames(Path database) throws RocksDBException {
        try (Options plain = new Options()) {
            return RocksDB.listColumnFamilies(plain, database.toString()).stream()
                    .map(name -> new String(name, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private ColumnFamilyDescriptor descriptor(String name) {
        return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions(name));
    }

    private ColumnFamilyOptions familyOptions(String name) {
        if (name.startsWith(IndexFormat.HOT_PREFIX)) {
            return options.generation;
        }
        return name.startsWith(IndexFormat.IDS_PREFIX) ? options.generationOfHashes : options.lasting;
    }

    private static String name(ColumnFamilyDescriptor family) {
        return new String(family.getName(), StandardCharsets.UTF_8);
    }

    private static long generation(String name, String prefix) {
        try {
            return Long.parseLong(name.substring(prefix.length()));
        } catch (NumberFormatException e) {
            throw new IndexDamagedException("index has an unknown family '" + name + "'", e);
        }
    }

    /** Whether there was nothing before. */
    boolean created() {
        return created;
    }

    StoreOptions options() {
        return options;
    }

    ColumnFamilyHandle meta() {
        return fixed.get(0);
    }

    ColumnFamilyHandle files() {
        return fixed.get(1);
    }

    ColumnFamilyHandle versions() {
        return fixed.get(2);
    }

    /** The families of hot positions by generation. */
    NavigableMap<Long, ColumnFamilyHandle> hot() {
        return hot;
    }

    /** The families of event ids by generation. */
    NavigableMap<Long, ColumnFamilyHandle> ids() {
        return ids;
    }

    /**
     * Runs the work; families and database stay open until it returns.
     *
     * @throws IndexDamagedException if RocksDB finds damage
     * @throws IndexFailedException if it fails otherwise
     */
    void run(String what, Work work) {
        find(what, db -> {
            work.run(db);
            return null;
        });
    }

    /** As {@link #run}, with what was found. */
    <T> @Nullable T find(String what, Lookup<T> lookup) {
        life.readLock().lock();
        try {
            requireOpen();
            return lookup.run(db);
        } catch (RocksDBException e) {
            throw failure("cannot " + what, e);
        } finally {
            life.readLock().unlock();
        }
    }

    byte @Nullable [] find(ColumnFamilyHandle family, byte[] key) {
        return find("read the index", db -> db.get(family, options.get, key));
    }

    /** Writes all of the batch or nothing; durable on return. */
    void write(WriteBatch batch) {
        run("write the index", db -> db.write(options.synced, batch));
    }

    /** The family of the generation, made if it is absent; one caller at a time. */
    ColumnFamilyHandle hotFamily(long generation) {
        return family(hot, IndexFormat.HOT_PREFIX, generation);
    }

    /** The family of the generation, made if it is absent; one caller at a time. */
    ColumnFamilyHandle idsFamily(long generation) {
        return family(ids, IndexFormat.IDS_PREFIX, generation);
    }

    private ColumnFamilyHandle family(NavigableMap<Long, ColumnFamilyHandle> families, String prefix, long generation) {
        ColumnFamilyHandle present = families.get(generation);
        if (present != null) {
            return present;
        }
        life.readLock().lock();
        try {
            requireOpen();
            ColumnFamilyHandle made = db.createColumnFamily(descriptor(prefix + generation));
            families.put(generation, made);
            return made;
        } catch (RocksDBException e) {
            throw failure("cannot extend the index", e);
        } finally {
            life.readLock().unlock();
        }
    }

    /** Drops the generation's family with its files. */
    void drop(NavigableMap<Long, ColumnFamilyHandle> families, long generation) {
        life.writeLock().lock();
        try {
            requireOpen();
            ColumnFamilyHandle family = families.remove(generation);
            if (family != null) {
                try {
                    db.dropColumnFamily(family);
                } finally {
                    family.close();
                }
            }
        } catch (RocksDBException e) {
            throw failure("cannot drop generation " + generation + " of the index", e);
        } finally {
            life.writeLock().unlock();
        }
    }

    /** A writer of one table file, to be ingested later. */
    TableWriter newTable(ColumnFamilyOptions family) {
        Path file = incoming.resolve(tableNumber.incrementAndGet() + ".sst");
        return new TableWriter(file, options, family);
    }

    /** Makes the table part of the family; durable on return. */
    void ingest(ColumnFamilyHandle family, TableWriter table) {
        if (!table.isEmpty()) {
            run(
                    "ingest a table into the index",
                    db -> db.ingestExternalFile(family, List.of(table.path()), options.ingest));
            FaultPoint.INDEX_TABLE_INGESTED.reach();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the index is closed");
        }
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                fixed.forEach(owned::push);
                hot.values().forEach(owned::push);
                ids.values().forEach(owned::push);
                Closing.all(owned);
            }
        } finally {
            life.writeLock().unlock();
        }
    }

    static RuntimeException failure(String message, RocksDBException cause) {
        Status status = cause.getStatus();
        String text = String.valueOf(cause.getMessage());
        boolean damaged = (status != null && status.getCode() == Status.Code.Corruption)
                || text.toLowerCase(Locale.ROOT).startsWith("corruption")
                || text.contains("No such file");
        return damaged
                ? new IndexDamagedException(message + ": " + text, cause)
                : new IndexFailedException(message + ": " + text, cause);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void deleteLeftovers(Path directory) throws IOException {
        List<Path> leftovers;
        try (Stream<Path> files = Files.list(directory)) {
            leftovers = files.toList();
        }
        for (Path leftover : leftovers) {
            Files.delete(leftover);
        }
    }
}
