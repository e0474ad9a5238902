package io.varve.ingest.append;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A load of history into a log, in which log time is the events' own time. It holds the log alone. Each batch stores
 * how far the source has been read, so that a load that was cut off goes on where it stopped. Used by one thread.
 *
 * <p>Batches are synced some megabytes at a time: an event is durable, and readers see it, after the next
 * {@link #sync()} at the latest. What a crash takes away is appended again when the load is resumed.
 */
public final class BackfillSession implements AutoCloseable {

    private static final long SYNC_EVERY_BYTES = 16L << 20;

    private final LogCommitter log;
    private final EventRules rules;
    private final String source;
    private long unsyncedBytes;
    private boolean closed;

    BackfillSession(LogCommitter log, EventRules rules, String source) {
        this.log = log;
        this.rules = rules;
        this.source = source;
    }

    /** How far the source had been read by the last stored batch; null if it was never read. */
    public byte @Nullable [] progress() {
        return log.progress(source);
    }

    /**
     * Appends events of one time, which becomes their log time.
     *
     * @param events one or more, all with the same time
     * @param progress how far the source has been read with them
     * @throws io.varve.ingest.event.InvalidEventException if an event breaks the rules; nothing was appended
     * @throws AppendException if the time lies before the log's clock or after now, or as for any append
     */
    public List<Appended> append(List<Event> events, byte[] progress) {
        if (closed) {
            throw new AppendRefusedException("the backfill was closed");
        }
        long time = commonTime(events);
        List<PreparedEvent> prepared = PreparedEvent.prepare(events, rules);
        List<Appended> appended =
                log.writeOfLoad(prepared, floor -> check(time, floor), new SourceProgress(source, progress));
        for (PreparedEvent event : prepared) {
            unsyncedBytes += event.content().length;
        }
        if (unsyncedBytes >= SYNC_EVERY_BYTES) {
            sync();
        }
        return appended;
    }

    /** Makes all that was appended durable and visible. */
    public void sync() {
        log.syncLoad();
        unsyncedBytes = 0;
    }

    /**
     * Says that the source has no more rows. Without it, and without a batch whose progress says so, the load stands
     * unfinished when the session is closed.
     */
    public void complete() {
        log.completeLoad();
        unsyncedBytes = 0;
    }

    /** Syncs, and gives the log back to everybody. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                sync();
            } finally {
                log.leaveLoad();
            }
        }
    }

    private long check(long time, long floor) {
        if (time < floor) {
            throw new LoadTimeException("time " + Micros.text(time) + " lies before " + Micros.text(floor)
                    + ", which the log has reached: a backfill must go forward in time");
        }
        long now = log.nowMicros();
        if (time > now) {
            throw new LoadTimeException("time " + Micros.text(time) + " lies after now, " + Micros.text(now)
                    + ": a backfill takes only the past");
        }
        return time;
    }

    private static long commonTime(List<Event> events) {
        EventTime first = events.get(0).time();
        for (Event event : events) {
            EventTime time = event.time();
            if (time == null || first == null) {
                throw new LoadTimeException("event '" + event.id() + "' has no time, which a backfill needs");
            }
            if (time.micros() != first.micros()) {
                throw new IllegalArgumentException(
                        "a batch of a backfill has one time, not " + first.text() + " and " + time.text());
            }
        }
        if (first == null) {
            throw new IllegalArgumentException("an append needs at least one event");
        }
        return first.micros();
    }
}
