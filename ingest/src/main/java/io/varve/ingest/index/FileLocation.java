package io.varve.ingest.index;

/**
 * Events in a file: a row range of one run.
 *
 * @param firstVersion version of the first row
 * @param runFirstPosition position at which the run begins
 * @param firstRow number of the first row inside the run, from 0
 * @param count rows, at least 1
 */
public record FileLocation(long firstVersion, long runFirstPosition, int firstRow, int count)
        implements EventLocation {}
