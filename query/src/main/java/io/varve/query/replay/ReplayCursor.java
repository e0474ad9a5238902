package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.read.ReadTally;
import org.jspecify.annotations.Nullable;

/** What all cursors do alike: they end, fail and close once. */
abstract class ReplayCursor implements EventCursor {

    private final ReadTally tally = new ReadTally();
    private final TierCounts counts = new TierCounts();
    private @Nullable RecordedEvent current;
    private boolean ended;
    private boolean closed;

    /** The next wanted event, null at the end. */
    abstract @Nullable RecordedEvent advance();

    /** Gives back all that is held; called once. */
    abstract void release();

    /** Counts what is read for this cursor. */
    final ReadTally tally() {
        return tally;
    }

    /** Counts an event that {@link #advance} is about to answer with. */
    final void deliver(Tier from, RecordedEvent event) {
        counts.add(from, event);
    }

    /** What was delivered of the tier so far. Any thread may ask. */
    Delivered delivered(Tier tier) {
        return counts.of(tier);
    }

    @Override
    public ReplayStatistics statistics() {
        return new ReplayStatistics(
                delivered(Tier.HOT).events(),
                delivered(Tier.WARM).events(),
                delivered(Tier.COLD).events(),
                tally.statistics());
    }

    @Override
    public final boolean next() {
        requireOpen();
        current = null;
        if (ended) {
            return false;
        }
        boolean failed = true;
        try {
            current = advance();
            failed = false;
        } finally {
            if (failed) {
                close();
            }
        }
        if (current == null) {
            ended = true;
            release();
        }
        return current != null;
    }

    @Override
    public final RecordedEvent event() {
        requireOpen();
        RecordedEvent event = current;
        if (event == null) {
            throw new IllegalStateException("the cursor stands on no event");
        }
        return event;
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            current = null;
            if (!ended) {
                release();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cursor is closed, or has failed");
        }
    }
}
