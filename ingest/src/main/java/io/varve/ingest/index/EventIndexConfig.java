package io.varve.ingest.index;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How an index is kept.
 *
 * @param directory the index's own directory, created where absent; nothing else may lie in it
 * @param chunkEvents events kept in memory before they go to the disk together, 1 to {@link #MAX_CHUNK_EVENTS}; about
 *     150 bytes of heap each, and up to three chunks exist at a time
 * @param idFilterBytes size of the filter that answers for unknown event ids and aggregates without a look at the disk,
 *     64 to {@link #MAX_FILTER_BYTES}; 10 bits an entry let one miss in a hundred through
 */
public record EventIndexConfig(Path directory, int chunkEvents, long idFilterBytes) {

    /** The largest chunk. */
    public static final int MAX_CHUNK_EVENTS = 1 << 22;

    /** The largest filter: 8 GiB. */
    public static final long MAX_FILTER_BYTES = 1L << 33;

    public EventIndexConfig {
        Objects.requireNonNull(directory, "directory");
        if (chunkEvents < 1 || chunkEvents > MAX_CHUNK_EVENTS) {
            throw new IllegalArgumentException(
                    "chunkEvents is " + chunkEvents + ", must be from 1 to " + MAX_CHUNK_EVENTS);
        }
        if (idFilterBytes < BlockedBloomFilter.BLOCK_BYTES || idFilterBytes > MAX_FILTER_BYTES) {
            throw new IllegalArgumentException("idFilterBytes is " + idFilterBytes + ", must be from "
                    + BlockedBloomFilter.BLOCK_BYTES + " to " + MAX_FILTER_BYTES);
        }
    }

    /** Chunks of 262,144 events and a filter of 16 MiB. */
    public static EventIndexConfig defaults(Path directory) {
        return new EventIndexConfig(directory, 262_144, 16L << 20);
    }
}
