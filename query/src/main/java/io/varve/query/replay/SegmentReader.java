package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;

/** Reads one segment of a plan, in the order of positions. Any failure of a tier is thrown as it comes. */
interface SegmentReader extends Held {

    /** Goes to the next event; false at the segment's end. */
    boolean next();

    /** Position of the event. */
    long position();

    /** Log time of the event. */
    long recordedAtMicros();

    RecordedEvent event();
}
