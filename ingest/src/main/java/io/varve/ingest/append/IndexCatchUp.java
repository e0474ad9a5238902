package io.varve.ingest.append;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.MalformedEventException;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.IndexDamagedException;
import io.varve.ingest.index.IndexedEvent;
import org.jspecify.annotations.Nullable;

/** Brings an index level with the log it is derived from, before anything is appended. */
public final class IndexCatchUp {

    private IndexCatchUp() {}

    /**
     * Adds to the index what the hot log holds and the index does not.
     *
     * @return the number of events added
     * @throws io.varve.ingest.hot.HotLogException if the log is damaged there
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
                IndexedEvent event;
                SourceProgress progress;
                try {
                    event = event(cursor);
                    progress = progress(cursor);
                } catch (MalformedEventException | IllegalArgumentException e) {
                    throw cursor.damaged(e);
                }
                if (progress != null) {
                    // before the event: a chunk of the index that ends with it must hold it
                    index.putProgress(progress.source(), progress.value());
                }
                index.add(event);
            }
        }
        return to - from;
    }

    private static IndexedEvent event(HotCursor cursor) {
        byte[] content = cursor.content();
        Event event = EventCodec.decode(content, 0, content.length);
        return new IndexedEvent(
                event.subject(),
                cursor.position(),
                cursor.version(),
                cursor.recordedAtMicros(),
                EventCodec.idKey(event.source(), event.id()),
                EventCodec.contentHash(content));
    }

    private static @Nullable SourceProgress progress(HotCursor cursor) {
        byte[] progress = cursor.lastOfBatch() ? cursor.batchProgress() : null;
        return progress == null ? null : SourceProgress.decode(progress);
    }
}
