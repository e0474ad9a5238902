package io.varve.tiering.cache;

/**
 * What a cache has done since it was opened, and what it holds.
 *
 * @param hits blocks that were found
 * @param misses blocks that were not, and were fetched
 * @param evictions blocks that made room for others
 * @param damaged blocks whose bytes were no longer those that were stored; each was dropped
 * @param failures times that the disk could not be read or written
 * @param storedBytes what it holds now
 * @param maxBytes what it holds at most
 */
public record CacheStatistics(
        long hits, long misses, long evictions, long damaged, long failures, long storedBytes, long maxBytes) {

    /** Of a cache that is switched off. */
    public static final CacheStatistics OFF = new CacheStatistics(0, 0, 0, 0, 0, 0, 0);
}
