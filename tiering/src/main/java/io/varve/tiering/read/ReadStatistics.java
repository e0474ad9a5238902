package io.varve.tiering.read;

/**
 * What a reader has read of sealed files so far.
 *
 * @param files how many different files
 * @param bytes bytes of these files that were looked at, wherever they came from
 * @param cachedBytes those of them that the local cache of cold pages had
 * @param requests requests to the object store, also those for sidecars
 * @param fetchedBytes bytes that came from there, also those of sidecars
 */
public record ReadStatistics(long files, long bytes, long cachedBytes, long requests, long fetchedBytes) {}
