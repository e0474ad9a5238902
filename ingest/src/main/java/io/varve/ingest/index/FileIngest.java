package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Takes the row ranges of sealed files to the disk: few of them as one batch in the write-ahead log, many as sorted
 * tables. What an earlier attempt left for the same positions, cut into other runs, is removed on the way.
 */
final class FileIngest {

    /** Up to here a batch costs less than a table. */
    static final int MAX_BATCH_ENTRIES = 8_192;

    /** Where keys go, in ascending order within {@code files} and within {@code versions}. */
    private interface Target {
        void putFile(byte[] key, byte[] value) throws RocksDBException;

        void deleteFile(byte[] key) throws RocksDBException;

        void putVersion(byte[] key, byte[] value) throws RocksDBException;
    }

    private record Raised(AggregateId aggregate, LastEvent last) {}

    private final IndexStore store;
    private final IndexMeta meta;
    private final VersionCache cache;
    private final Lock writers;
    private final Consumer<AggregateId> known;

    /** @param known is told of each aggregate before the disk is */
    FileIngest(IndexStore store, IndexMeta meta, VersionCache cache, Lock writers, Consumer<AggregateId> known) {
        this.store = store;
        this.meta = meta;
        this.cache = cache;
        this.writers = writers;
        this.known = known;
    }

    void add(Iterator<FileEntry> entries, long filesEndPosition) {
        writers.lock();
        try {
            List<FileEntry> first = new ArrayList<>();
            while (first.size() < MAX_BATCH_ENTRIES && entries.hasNext()) {
                first.add(entries.next());
            }
            Run run = new Run(filesEndPosition);
            if (entries.hasNext()) {
                run.asTables(first, entries);
            } else if (!first.isEmpty()) {
                run.asBatch(first);
            }
        } catch (RocksDBException e) {
            throw IndexStore.failure("cannot add files to the index", e);
        } finally {
            writers.unlock();
        }
    }

    /** One call: the state of the merge of what comes with what is there. */
    private final class Run {

        private final long filesEndPosition;
        private final long reachedBefore = meta.filesReachedTo();
        private final List<Raised> raised = new ArrayList<>();
        private byte[] lastKey = {};
        private byte[] aggregate = {};
        private @Nullable FileEntry newest;

        Run(long filesEndPosition) {
            this.filesEndPosition = filesEndPosition;
        }

        void asBatch(List<FileEntry> entries) throws RocksDBException {
            try (IndexMeta.Change change = meta.new Change()) {
                if (filesEndPosition > reachedBefore) {
                    change.filesReachedTo(filesEndPosition);
                }
                write(entries.iterator(), new BatchTarget(change.batch()));
                change.commit();
            }
            remember();
        }

        void asTables(List<FileEntry> first, Iterator<FileEntry> rest) throws RocksDBException {
            StoreOptions options = store.options();
            try (TableWriter files = store.newTable(options.lasting);
                    TableWriter versions = store.newTable(options.lasting)) {
                Target target = new TableTarget(files, versions);
                write(first.iterator(), target, false);
                write(rest, target);
                files.finish();
                versions.finish();
                if (filesEndPosition > reachedBefore) {
                    try (IndexMeta.Change change = meta.new Change()) {
                        change.filesReachedTo(filesEndPosition).commit();
                    }
                }
                store.ingest(store.files(), files);
                store.ingest(store.versions(), versions);
            }
            remember();
        }

        private void write(Iterator<FileEntry> entries, Target target) throws RocksDBException {
            write(entries, target, true);
        }

        private void write(Iterator<FileEntry> entries, Target target, boolean end) throws RocksDBException {
            while (entries.hasNext()) {
                FileEntry entry = entries.next();
                FileEntry before = newest;
                if (before == null || !before.aggregate().equals(entry.aggregate())) {
                    endOfAggregate(target);
                    aggregate = entry.aggregate().utf8();
                    known.accept(entry.aggregate());
                }
                newest = entry;
                byte[] key = key(entry);
                if (entry.runFirstPosition() < reachedBefore) {
                    deleteInside(entry, target);
                }
                target.putFile(key, IndexFormat.fileValue(entry));
            }
            if (end) {
                endOfAggregate(target);
            }
        }

        private byte[] key(FileEntry entry) {
            if (entry.runFirstPosition() >= filesEndPosition) {
                throw new IllegalArgumentException(
                        entry + " lies behind the end of the files at position " + filesEndPosition);
            }
            byte[] key = IndexFormat.key(aggregate, entry.lastVersion());
            if (Arrays.compareUnsigned(lastKey, key) >= 0) {
                throw new IllegalArgumentException(entry + " is not in the order of aggregates and versions");
            }
            lastKey = key;
            return key;
        }

        /** The keys of an earlier attempt whose ranges end inside this one. */
        private void deleteInside(FileEntry entry, Target target) {
            store.run("read the index", db -> {
                try (RocksIterator at = db.newIterator(store.files(), store.options().get)) {
                    for (at.seek(IndexFormat.key(aggregate, entry.firstVersion())); at.isValid(); at.next()) {
                        byte[] key = at.key();
                        if (!IndexFormat.isOfAggregate(key, aggregate)
                                || IndexFormat.lastVersion(key) >= entry.lastVersion()) {
                            break;
                        }
                        target.deleteFile(key);
                    }
                    at.status();
                }
            });
        }

        private void endOfAggregate(Target target) throws RocksDBException {
            FileEntry end = newest;
            if (end == null || wasAdded(end)) {
                return;
            }
            byte[] stored = store.find(store.versions(), aggregate);
            if (stored == null || IndexFormat.lastEvent(stored).version() < end.lastVersion()) {
                LastEvent last = new LastEvent(end.lastVersion(), filesEndPosition - 1);
                target.putVersion(aggregate, IndexFormat.lastEventValue(last));
                raised.add(new Raised(end.aggregate(), last));
            }
        }

        /** Whether the versions know the entry's events because each was added while it was hot. */
        private boolean wasAdded(FileEntry entry) {
            return entry.runFirstPosition() >= meta.addedFrom() && filesEndPosition <= meta.indexedTo();
        }

        private void remember() {
            cache.grow();
            raised.forEach(each -> cache.put(each.aggregate, each.last));
        }
    }

    private final class BatchTarget implements Target {

        private final WriteBatch batch;

        BatchTarget(WriteBatch batch) {
            this.batch = batch;
        }

        @Override
        public void putFile(byte[] key, byte[] value) throws RocksDBException {
            batch.put(store.files(), key, value);
        }

        @Override
        public void deleteFile(byte[] key) throws RocksDBException {
            batch.delete(store.files(), key);
        }

        @Override
        public void putVersion(byte[] key, byte[] value) throws RocksDBException {
            batch.put(store.versions(), key, value);
        }
    }

    private record TableTarget(TableWriter files, TableWriter versions) implements Target {

        @Override
        public void putFile(byte[] key, byte[] value) {
            files.put(key, value);
        }

        @Override
        public void deleteFile(byte[] key) {
            files.delete(key);
        }

        @Override
        public void putVersion(byte[] key, byte[] value) {
            versions.put(key, value);
        }
    }
}
