package io.varve.ingest.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** Writes one table file of keys in ascending order; nothing is made if none is written. Not thread-safe. */
final class TableWriter implements AutoCloseable {

    private final Path file;
    private final StoreOptions storeOptions;
    private final ColumnFamilyOptions family;
    private @Nullable Options options;
    private @Nullable SstFileWriter writer;
    private boolean written;

    TableWriter(Path file, StoreOptions storeOptions, ColumnFamilyOptions family) {
        this.file = file;
        this.storeOptions = storeOptions;
        this.family = family;
    }

    void put(byte[] key, byte[] value) {
        try {
            writer().put(key, value);
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    void delete(byte[] key) {
        try {
            writer().delete(key);
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    /** Ends the file; ingesting it makes it durable. */
    void finish() {
        if (writer != null) {
            try {
                writer.finish();
            } catch (RocksDBException e) {
                throw failure(e);
            } finally {
                closeNative();
            }
        }
    }

    boolean isEmpty() {
        return !written;
    }

    String path() {
        return file.toString();
    }

    private SstFileWriter writer() throws RocksDBException {
        SstFileWriter open = writer;
        if (open == null) {
            options = storeOptions.tableOptions(family);
            open = new SstFileWriter(storeOptions.env, options);
            writer = open;
            open.open(file.toString());
            written = true;
        }
        return open;
    }

    private RuntimeException failure(RocksDBException cause) {
        return IndexStore.failure("cannot write the table " + file, cause);
    }

    private void closeNative() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
        if (options != null) {
            options.close();
            options = null;
        }
    }

    /** Frees what is held, and deletes the file where it was not ingested. */
    @Override
    public void close() {
        closeNative();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IndexFailedException("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }
}
