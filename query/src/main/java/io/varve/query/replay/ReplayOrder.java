package io.varve.query.replay;

/** The order in which events are delivered. */
public enum ReplayOrder {
    /** By position. */
    LOG,
    /** By the UTF-8 bytes of the aggregate id, then by version. */
    AGGREGATE
}
