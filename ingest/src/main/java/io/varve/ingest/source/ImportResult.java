package io.varve.ingest.source;

/**
 * What an import did.
 *
 * @param read how many events were read and dealt with: the sum of the other three
 * @param appended how many of them were new
 * @param duplicates how many the log held already
 * @param skippedByResume how many were passed over because an earlier run had taken them
 */
public record ImportResult(long read, long appended, long duplicates, long skippedByResume) {}
