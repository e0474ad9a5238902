package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;

/** Reads a segment of the hot tier. */
final class HotSegmentReader implements SegmentReader {

    private final HotCursor cursor;

    HotSegmentReader(HotLog hot, long from, long to) {
        this.cursor = hot.read(from, to);
    }

    @Override
    public boolean next() {
        return cursor.next();
    }

    @Override
    public long position() {
        return cursor.position();
    }

    @Override
    public long recordedAtMicros() {
        return cursor.recordedAtMicros();
    }

    @Override
    public RecordedEvent event() {
        return cursor.event();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
