package io.varve.tiering.parquet;

/**
 * The rows of one aggregate in a run: consecutive, in version order.
 *
 * @param bytes UTF-8 of the aggregate's id; not to be changed
 * @param firstVersion version of the first of them
 * @param count how many there are
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AggregateRows(byte[] bytes, long firstVersion, int count) {}
