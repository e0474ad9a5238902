package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;

/**
 * Where consecutive events of one aggregate lie in a file: rows of one run, one after the other in version order.
 *
 * @param aggregate the aggregate
 * @param firstVersion version of the first of the events
 * @param runFirstPosition first position of the run, by which the run is known in its log
 * @param firstRow row of the first of the events in the run, from 0
 * @param count number of events, at least 1
 */
public record FileEntry(AggregateId aggregate, long firstVersion, long runFirstPosition, int firstRow, int count) {}
