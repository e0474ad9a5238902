package io.varve.ingest.index;

/** Where some consecutive events of one aggregate lie. */
public sealed interface EventLocation permits HotLocation, FileLocation {

    /** Version of the first of the events; the others follow densely. */
    long firstVersion();

    /** How many events lie here, at least 1. */
    int count();
}
