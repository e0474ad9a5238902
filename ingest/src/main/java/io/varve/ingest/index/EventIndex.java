package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;

/**
 * The derived lookup of one log: aggregate to last version and to the places of its events, event id to position.
 *
 * <p>The newest events are in memory, a full chunk of them goes to RocksDB as sorted tables in the background. Nothing
 * is lost by a crash that the tiers cannot give again: after {@link #open} the caller adds the events from
 * {@link #indexedTo()} on once more.
 *
 * <p>Thread-safe. Events come in position order, so one thread adds; lookups by any thread see what was added before,
 * and take no lock but where they go to the disk. Any method may raise {@link IndexDamagedException}: close the index,
 * delete its directory and rebuild it; or {@link IndexFailedException} if the disk fails otherwise.
 */
public final class EventIndex implements AutoCloseable {

    static final long GENERATION_EVENTS = 1L << 24;

    private static final int CACHE_SETS = 1 << 16;

    private final int chunkEvents;
    private final long generationEvents;
    private final ReentrantLock writers = new ReentrantLock();
    private final VersionCache cache = new VersionCache(CACHE_SETS);
    private final IndexStore store;
    private final IndexMeta meta;
    private final FilterKeeper filter;
    private final ChunkHandover handover;
    private final FileIngest fileIngest;
    private final Map<String, byte[]> progress;

    private final Map<String, byte[]> newProgress = new HashMap<>();
    private @Nullable Chunk active;
    private long next;
    private boolean closed;

    EventIndex(EventIndexConfig config, long generationEvents) {
        this.chunkEvents = config.chunkEvents();
        this.generationEvents = generationEvents;
        String name = config.directory().toString();
        store = new IndexStore(config.directory());
        try {
            meta = new IndexMeta(store, generationEvents);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        progress = new ConcurrentHashMap<>(meta.progressAtOpen());
        next = meta.indexedTo();
        filter = new FilterKeeper(store, writers, config.idFilterBytes(), name);
        fileIngest = new FileIngest(store, meta, cache, writers, filter::add);
        handover = new ChunkHandover(name, new ChunkIngest(store, meta, cache, writers, generationEvents));
    }

    /**
     * Opens the index, or makes an empty one where the directory holds none.
     *
     * @throws IndexDamagedException if the index cannot be used: delete the directory and rebuild it
     */
    public static EventIndex open(EventIndexConfig config) {
        return new EventIndex(config, GENERATION_EVENTS);
    }

    /** Everything below this position is on the disk; 0 for a new index. */
    public long indexedTo() {
        return meta.indexedTo();
    }

    /**
     * No position from here on has ever been on the way to the disk; at least {@link #indexedTo()}. If the log ends
     * below this after a crash, it has lost events that the index may know: delete and rebuild the index.
     */
    public long reachedTo() {
        return meta.reachedTo();
    }

    /**
     * Lets the next {@link #add} be at this position; everything below comes by {@link #addFile}. Durable on return, so
     * a rebuild that adds the files first and then starts here is seen as unfinished, {@link #indexedTo()} being 0,
     * until it is done.
     *
     * @throws IllegalArgumentException if events at or past the position were added already
     */
    public synchronized void startAt(long position) {
        requireOpen();
        if (position < next) {
            throw new IllegalArgumentException("index cannot start at position " + position + ", it reaches " + next);
        }
        flush();
        if (position > next) {
            writers.lock();
            try (IndexMeta.Change change = meta.new Change()) {
                change.addedFrom(position).indexedTo(position).commit();
            } finally {
                writers.unlock();
            }
            next = position;
        }
    }

    /**
     * Adds the next event. Waits only if two full chunks are still on their way to the disk.
     *
     * @throws IllegalArgumentException if the event is not at the next position
     */
    public synchronized void add(IndexedEvent e) {
        requireOpen();
        handover.requireSound();
        if (e.position() != next) {
            throw new IllegalArgumentException(
                    "event at position " + e.position() + " cannot be added, the next position is " + next);
        }
        Chunk chunk = active;
        if (chunk == null) {
            chunk = openChunk();
        }
        filter.add(e.idKey());
        if (chunk.add(e)) {
            filter.add(e.aggregate());
        }
        next++;
        if (chunk.isFull()) {
            freeze();
        }
    }

    private Chunk openChunk() {
        long leftInGeneration = generationEvents - next % generationEvents;
        Chunk chunk = new Chunk(next, (int) Math.min(chunkEvents, leftInGeneration));
        handover.open(chunk);
        active = chunk;
        return chunk;
    }

    private void freeze() {
        handover.freeze(new FrozenChunk(active, next, Map.copyOf(newProgress)));
        newProgress.clear();
        active = null;
        filter.rebuildIfWanted(handover.chunks());
    }

    /** Brings all that was added to the disk; on return {@link #indexedTo()} is the next position. */
    public synchronized void flush() {
        requireOpen();
        if (active != null || !newProgress.isEmpty()) {
            freeze();
        } else {
            filter.rebuildIfWanted(handover.chunks());
        }
        handover.awaitAll();
    }

    /** The last version of the aggregate that was added, or that a file holds; -1 if the aggregate is unknown. */
    public long lastVersion(AggregateId aggregate) {
        Chunk[] chunks = handover.chunks();
        int newest = chunks.length == 0 ? -1 : chunks[0].aggregates().find(aggregate);
        if (newest >= 0) {
            return chunks[0].aggregates().lastVersion(newest);
        }
        if (!filter.mightKnow(aggregate)) {
            return -1;
        }
        LastEvent last = lastInMemory(chunks, aggregate);
        if (last == null) {
            last = lastStored(aggregate);
        }
        return last == null ? -1 : last.version();
    }

    private static @Nullable LastEvent lastInMemory(Chunk[] chunks, AggregateId aggregate) {
        for (Chunk chunk : chunks) {
            LastEvent last = chunk.lastEvent(aggregate);
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    private @Nullable LastEvent lastStored(AggregateId aggregate) {
        LastEvent cached = cache.find(aggregate);
        if (cached != null) {
            return cached;
        }
        long age = cache.age();
        byte[] stored = store.find(store.versions(), aggregate.utf8());
        if (stored == null) {
            return null;
        }
        LastEvent last = IndexFormat.lastEvent(stored);
        cache.offer(aggregate, last, age);
        return last;
    }

    /** The event of this id, null if none is known. Ids are known from {@link #add}, until they are forgotten. */
    public @Nullable KnownEvent findId(Hash128 idKey) {
        Chunk[] chunks = handover.chunks();
        if (!filter.mightKnow(idKey)) {
            return null;
        }
        for (Chunk chunk : chunks) {
            KnownEvent known = chunk.findId(idKey);
            if (known != null) {
                return known;
            }
        }
        byte[] key = IndexFormat.idKey(idKey);
        return store.find("look up an event id", db -> {
            for (ColumnFamilyHandle generation : store.ids().descendingMap().values()) {
                byte[] value = db.get(generation, store.options().get, key);
                if (value != null) {
                    return IndexFormat.knownEvent(value);
                }
            }
            return null;
        });
    }

    /**
     * Where the aggregate's events lie, in version order and without a gap: in files for positions below
     * {@code sealedTo}, in the hot tier from there to {@code head}.
     *
     * @param fromVersion inclusive; the first location begins with it, whatever else its row range holds
     * @param sealedTo end of the files that the caller can read; row ranges added for later files are left out
     * @param head exclusive
     * @return empty if there is no such version below {@code head}
     * @throws IndexGapException if a version from {@code max(fromVersion, 0)} on has no place
     */
    public List<EventLocation> locate(AggregateId aggregate, long fromVersion, long sealedTo, long head) {
        long first = Math.max(fromVersion, 0);
        long filesNeeded = Math.min(sealedTo, meta.addedFrom());
        if (meta.filesReachedTo() < filesNeeded) {
            throw new IndexGapException(aggregate, first, meta.filesReachedTo(), filesNeeded);
        }
        Chunk[] chunks = handover.chunks();
        if (!filter.mightKnow(aggregate)) {
            return List.of();
        }
        // While events are added again after a crash, the disk may know later ones than memory.
        LastEvent last = LastEvent.later(lastInMemory(chunks, aggregate), lastStored(aggregate));
        if (last == null || last.version() < first) {
            return List.of();
        }
        return new Locator(store, generationEvents, aggregate, last, first, sealedTo, head).locate(chunks);
    }

    /**
     * Adds the row ranges of sealed files and raises last versions where a file knows a later one. Durable on return;
     * may be repeated, also with other runs for the same positions. One call at a time; others wait.
     *
     * @param entries by aggregate in the order of UTF-8 bytes, then by version; several files may be merged into one
     * @param filesEndPosition end of the files, exclusive
     * @throws IllegalArgumentException if the entries are not in order, or lie past the end
     */
    public void addFile(Iterator<FileEntry> entries, long filesEndPosition) {
        fileIngest.add(entries, filesEndPosition);
    }

    /** End of the files whose row ranges were added, exclusive; files are added oldest first. */
    public long filesReachedTo() {
        return meta.filesReachedTo();
    }

    /**
     * Keeps how far a source has come. It is durable with the chunk of the index that holds the event added next, or at
     * the next {@link #flush()}: so it is to be put before the last event that it speaks of.
     */
    public synchronized void putProgress(String source, byte[] value) {
        requireOpen();
        byte[] copy = value.clone();
        newProgress.put(source, copy);
        progress.put(source, copy);
    }

    /** How far the source has come, null if it never said. */
    public byte @Nullable [] progress(String source) {
        byte[] value = progress.get(source);
        return value == null ? null : value.clone();
    }

    /** How far each source has come, by name; a copy. */
    public Map<String, byte[]> allProgress() {
        Map<String, byte[]> copy = new TreeMap<>();
        progress.forEach((source, value) -> copy.put(source, value.clone()));
        return copy;
    }

    /**
     * Lets go of hot positions below {@code hotFirstPosition}, and of the ids there that were recorded before
     * {@code idsFromRecordedAtMicros}: whole generations of positions, and only those that are on the disk.
     */
    public void forget(long hotFirstPosition, long idsFromRecordedAtMicros) {
        writers.lock();
        try {
            long end = Math.min(hotFirstPosition, meta.indexedTo()) / generationEvents;
            for (long generation : store.hot().headMap(end).keySet()) {
                store.drop(store.hot(), generation);
            }
            for (long generation : store.ids().headMap(end).keySet()) {
                Long lastRecordedAt = meta.lastRecordedAtMicros(generation);
                if (lastRecordedAt != null && lastRecordedAt < idsFromRecordedAtMicros) {
                    store.drop(store.ids(), generation);
                    filter.want();
                }
            }
        } finally {
            writers.unlock();
        }
    }

    /** Whether unknown ids are answered without a look at the disk. */
    boolean isFilterReady() {
        return filter.isReady();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the index is closed");
        }
    }

    /** Flushes and closes; what cannot be flushed is added again after the next {@link #open}. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        RuntimeException failure = Closing.one(this::flush, null);
        closed = true;
        failure = Closing.one(handover, failure);
        failure = Closing.one(filter, failure);
        failure = Closing.one(store, failure);
        if (failure != null) {
            throw failure;
        }
    }
}
