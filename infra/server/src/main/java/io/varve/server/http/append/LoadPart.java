package io.varve.server.http.append;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.source.ImportTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes one part of a load, as it comes in one body. What of it is in the log already is recognised, not passed over.
 *
 * @param log takes the events
 * @param from how many rows of the source stand in front of this part
 * @param more whether another part follows, so that the load stands unfinished behind this one
 */
record LoadPart(ImportTarget log, long from, boolean more) implements ImportTarget {

    @Override
    public Taken append(List<Event> events) {
        throw new UnsupportedOperationException("a load records events at their own times");
    }

    @Override
    public Backfill backfill(String source) {
        Backfill whole = log.backfill(source);
        return new Backfill() {
            @Override
            public byte @Nullable [] progress() {
                return null;
            }

            @Override
            public Taken append(List<Event> events, byte[] progress) {
                BackfillProgress ofPart = BackfillProgress.decode(progress);
                return whole.append(
                        events,
                        new BackfillProgress(
                                        ofPart.fingerprint(),
                                        from + ofPart.rows(),
                                        ofPart.lastRow(),
                                        ofPart.ended() && !more)
                                .encode());
            }

            @Override
            public void complete() {
                if (!more) {
                    whole.complete();
                }
            }

            @Override
            public void close() {
                whole.close();
            }
        };
    }
}
