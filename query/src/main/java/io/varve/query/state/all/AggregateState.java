package io.varve.query.state.all;

import io.varve.ingest.event.AggregateId;

/**
 * What one aggregate had come to.
 *
 * @param subject the aggregate
 * @param version version of the last event folded
 * @param position position of that event
 * @param json the state as JSON in UTF-8; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AggregateState(AggregateId subject, long version, long position, byte[] json) {}
