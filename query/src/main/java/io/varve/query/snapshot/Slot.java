package io.varve.query.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RocksDB database with at most one snapshot of each projection and aggregate. Damage to one slot leaves the others
 * whole; one that cannot be opened or written because of damage is thrown away, for all in it is derived. Thread-safe.
 */
final class Slot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final Path directory;
    private final SlotOptions options;
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private @Nullable RocksDB db;

    /** Something done with the open database. */
    private interface Work {
        void run(RocksDB db) throws RocksDBException;
    }

    /** Takes keys and values; false ends the scan. */
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    Slot(Path directory, SlotOptions options) {
        this.directory = directory;
        this.options = options;
        this.db = open();
    }

    private RocksDB open() {
        try {
            Files.createDirectories(directory);
            return RocksDB.open(options.slot, directory.toString());
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                throw failure(e);
            }
            LOG.warn("snapshots in {} are thrown away, they cannot be opened: {}", directory, e.getMessage());
            return anew();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + directory + ": " + e.getMessage(), e);
        }
    }

    private RocksDB anew() {
        try {
            delete(directory);
            Files.createDirectories(directory);
            return RocksDB.open(options.slot, directory.toString());
        } catch (RocksDBException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(directory)) {
            paths = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    /** The value, null if there is none. */
    byte @Nullable [] find(byte[] key) throws RocksDBException {
        life.readLock().lock();
        try {
            return requireOpen().get(options.get, key);
        } finally {
            life.readLock().unlock();
        }
    }

    /** Puts the value; a database that refuses because it is damaged is thrown away for a new one. */
    void put(byte[] key, byte[] value) throws RocksDBException {
        try {
            run(open -> open.put(options.unsynced, key, value));
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                throw e;
            }
            LOG.warn("snapshots in {} are thrown away, they cannot be written: {}", directory, e.getMessage());
            beginAnew();
            run(open -> open.put(options.unsynced, key, value));
        }
    }

    private void beginAnew() {
        life.writeLock().lock();
        try {
            RocksDB damaged = requireOpen();
            db = null;
            damaged.close();
            db = anew();
        } finally {
            life.writeLock().unlock();
        }
    }

    void delete(byte[] key) throws RocksDBException {
        run(open -> open.delete(options.unsynced, key));
    }

    /** Deletes all keys with this prefix, which is not empty. */
    void deleteAll(byte[] prefix) throws RocksDBException {
        run(open -> open.deleteRange(options.unsynced, prefix, endOf(prefix)));
    }

    /** Visits the keys from the first that is not below this one, in order. */
    void scan(byte[] from, Visitor visitor) throws RocksDBException {
        run(open -> {
            try (RocksIterator at = open.newIterator(options.scan)) {
                at.seek(from);
                while (at.isValid() && visitor.visit(at.key(), at.value())) {
                    at.next();
                }
                at.status();
            }
        });
    }

    /** The first key after all that have this prefix. */
    static byte[] endOf(byte[] prefix) {
        byte[] end = prefix.clone();
        for (int i = end.length - 1; i >= 0; i--) {
            if (++end[i] != 0) {
                return Arrays.copyOf(end, i + 1);
            }
        }
        throw new IllegalArgumentException("no key follows the prefix");
    }

    private void run(Work work) throws RocksDBException {
        life.readLock().lock();
        try {
            work.run(requireOpen());
        } finally {
            life.readLock().unlock();
        }
    }

    private RocksDB requireOpen() {
        RocksDB open = db;
        if (open == null) {
            throw new IllegalStateException("the snapshots in " + directory + " are closed");
        }
        return open;
    }

    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        String text = String.valueOf(e.getMessage());
        return (status != null && status.getCode() == Status.Code.Corruption)
                || text.toLowerCase(Locale.ROOT).contains("corrupt")
                || text.contains("No such file");
    }

    private IllegalStateException failure(RocksDBException e) {
        return new IllegalStateException("snapshots in " + directory + " cannot be opened: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            RocksDB open = db;
            db = null;
            if (open != null) {
                open.close();
            }
        } finally {
            life.writeLock().unlock();
        }
    }
}
