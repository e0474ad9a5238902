package io.varve.ingest.index;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * What the index knows of itself: how far it reaches, and the sources' progress. Kept in memory and in the default
 * family. Whoever changes it holds the lock of the index's writers; the numbers may be read by any thread.
 */
final class IndexMeta {

    private static final String FORMAT = "format";
    private static final String GENERATION_EVENTS = "generation-events";
    private static final String INDEXED_TO = "indexed-to";
    private static final String REACHED_TO = "reached-to";
    private static final String ADDED_FROM = "added-from";
    private static final String FILES_REACHED_TO = "files-reached-to";
    private static final String RECORDED_PREFIX = "recorded/";
    private static final String PROGRESS_PREFIX = "progress/";

    private final IndexStore store;
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final Map<String, byte[]> progress = new TreeMap<>();

    IndexMeta(IndexStore store, long generationEvents) {
        this.store = store;
        if (store.created()) {
            try (Change change = new Change()) {
                change.format(IndexFormat.NUMBER).put(GENERATION_EVENTS, generationEvents);
                change.commit();
            }
        }
        store.run("read the index", db -> {
            try (RocksIterator at = db.newIterator(store.meta(), store.options().get)) {
                for (at.seekToFirst(); at.isValid(); at.next()) {
                    load(new String(at.key(), StandardCharsets.UTF_8), at.value());
                }
                at.status();
            }
        });
        require("format", FORMAT, IndexFormat.NUMBER);
        require("generation size", GENERATION_EVENTS, generationEvents);
    }

    private void load(String key, byte[] value) {
        if (key.startsWith(PROGRESS_PREFIX)) {
            progress.put(key.substring(PROGRESS_PREFIX.length()), value);
        } else {
            numbers.put(key, IndexFormat.number(value));
        }
    }

    private void require(String what, String key, long expected) {
        Long found = numbers.get(key);
        if (found == null || found != expected) {
            throw new IndexDamagedException("index has the " + what + " " + found + ", this program " + expected, null);
        }
    }

    /** Everything below is in, durably. */
    long indexedTo() {
        return numbers.getOrDefault(INDEXED_TO, 0L);
    }

    /** No position from here on has ever been on the way to the disk. */
    long reachedTo() {
        return Math.max(indexedTo(), numbers.getOrDefault(REACHED_TO, 0L));
    }

    /** Every event from here to {@link #indexedTo()} was added one by one. */
    long addedFrom() {
        return numbers.getOrDefault(ADDED_FROM, 0L);
    }

    /** No row range of a position from here on has ever been on the way to the disk. */
    long filesReachedTo() {
        return numbers.getOrDefault(FILES_REACHED_TO, 0L);
    }

    /** The greatest log time in the generation, null if that is not known. */
    @Nullable
    Long lastRecordedAtMicros(long generation) {
        return numbers.get(RECORDED_PREFIX + generation);
    }

    /** What was durable when the index was opened. */
    Map<String, byte[]> progressAtOpen() {
        return progress;
    }

    /** Changes that come true together. */
    final class Change implements AutoCloseable {

        private final WriteBatch batch = new WriteBatch();
        private final Map<String, Long> changed = new TreeMap<>();

        Change format(long number) {
            return put(FORMAT, number);
        }

        Change indexedTo(long position) {
            return put(INDEXED_TO, position);
        }

        Change reachedTo(long position) {
            return put(REACHED_TO, position);
        }

        Change addedFrom(long position) {
            return put(ADDED_FROM, position);
        }

        Change filesReachedTo(long position) {
            return put(FILES_REACHED_TO, position);
        }

        Change lastRecordedAtMicros(long generation, long micros) {
            return put(RECORDED_PREFIX + generation, micros);
        }

        Change progress(Map<String, byte[]> bySource) {
            bySource.forEach((source, value) -> put(bytes(PROGRESS_PREFIX + source), value));
            return this;
        }

        /** For what else is to come true with this change. */
        WriteBatch batch() {
            return batch;
        }

        /** Durable on return. */
        void commit() {
            store.write(batch);
            numbers.putAll(changed);
        }

        private Change put(String key, long number) {
            changed.put(key, number);
            put(bytes(key), IndexFormat.number(number));
            return this;
        }

        private void put(byte[] key, byte[] value) {
            try {
                batch.put(store.meta(), key, value);
            } catch (RocksDBException e) {
                throw IndexStore.failure("cannot change the index", e);
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
