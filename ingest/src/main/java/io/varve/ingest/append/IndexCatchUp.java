package io.varve.ingest.append;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.IndexDamagedException;
import io.varve.ingest.index.IndexedEvent;

/** Brings an index level with the log it is derived from, before anything is appended. */
public final class IndexCatchUp {

    private IndexCatchUp() {}

    /**
     * Adds to the index what the hot log holds and the index does not.
     *
     * @return the number of events added
     * @throws IndexDamagedException if the index is ahead of the log, as after a loss of power, or lacks what only
     *     files hold: it must be deleted and built anew
     */
    public static long run(HotLog hot, EventIndex index) {
        long from = Math.max(index.indexedTo(), hot.firstPosition());
        long to = hot.nextPosition();
        if (index.indexedTo() > to) {
            throw new IndexDamagedException(
                    "the index holds positions up to " + index.indexedTo() + ", the log only up to " + to, null);
        }
        if (index.indexedTo() < from) {
            if (index.filesReachedTo() < from) {
                throw new IndexDamagedException(
                        "the index holds nothing of the positions from "
                                + Math.max(index.indexedTo(), index.filesReachedTo()) + " to " + (from - 1)
                                + ", which the log no longer holds",
                        null);
            }
            index.startAt(from);
        }
        try (HotCursor cursor = hot.read(from, to)) {
            while (cursor.next()) {
                add(cursor, index);
            }
        }
        return to - from;
    }

    private static void add(HotCursor cursor, EventIndex index) {
        byte[] content = cursor.content();
        Event event = EventCodec.decode(content, 0, content.length);
        index.add(new IndexedEvent(
                event.subject(),
                cursor.position(),
                cursor.version(),
                cursor.recordedAtMicros(),
                EventCodec.idKey(event.source(), event.id()),
                EventCodec.contentHash(content)));
        byte[] progress = cursor.batchProgress();
        if (progress != null && cursor.lastOfBatch()) {
            SourceProgress source = SourceProgress.decode(progress);
            index.putProgress(source.source(), source.value());
        }
    }
}
