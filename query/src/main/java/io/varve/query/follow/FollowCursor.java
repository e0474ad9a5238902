package io.varve.query.follow;

import io.varve.ingest.append.Head;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.hot.HotLog;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.TimeBasis;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the wanted events in log order, each once, from history on into what is appended meanwhile; never one at or
 * past the head. It is a row of replays, each from where the one before ended to the head as it was then: so it reads
 * every tier as a replay does, and one that has caught up holds no file and no memory.
 *
 * <p>For one thread at a time. A reader that asks for nothing longer than the lease while a replay is under way gets
 * its {@link io.varve.query.replay.ReplayException}, which names the position to go on from.
 */
public final class FollowCursor implements AutoCloseable {

    /** So many positions are looked through at most before the reader gets a word. */
    private static final long ROUND_POSITIONS = 1 << 22;

    private final Replayer replayer;
    private final Head head;
    private final HotLog hot;
    private final ReplayRequest request;
    private final BooleanSupplier givenUp;
    private long reached;
    private long nextVersion;
    private long end;
    private long roundEnd;
    private boolean betweenRounds;
    private @Nullable EventCursor round;
    private @Nullable RecordedEvent current;
    private boolean closed;

    /** What {@link #next} came upon. */
    public enum Step {
        /** An event. */
        EVENT,
        /**
         * Nothing for now: all that is durable was looked through, or much of it in vain. The moment to flush what was
         * printed, and to look whether anybody still reads it.
         */
        PAUSE,
        /** No event will ever come: the request's end is reached, or the cursor was ended. */
        END
    }

    /**
     * Begins at the first position of the request, which need not exist yet.
     *
     * @param replayer of the log
     * @param head of the log
     * @param hot of the log
     * @param request in log order; one with an end of positions, or of log times, ends there, any other only when it is
     *     given up
     * @param givenUp whether the reader wants no more; who changes that calls {@link Head#wake}. Quick, taking no lock
     * @throws IllegalArgumentException if the request is in another order
     */
    public FollowCursor(Replayer replayer, Head head, HotLog hot, ReplayRequest request, BooleanSupplier givenUp) {
        if (request.order() != ReplayOrder.LOG) {
            throw new IllegalArgumentException("what is appended is followed in log order, not by aggregate");
        }
        this.replayer = replayer;
        this.head = head;
        this.hot = hot;
        this.request = request;
        this.givenUp = givenUp;
        this.reached = request.fromPosition();
        this.nextVersion = request.fromVersion();
        this.end = request.toPosition();
    }

    /**
     * Goes to the next event.
     *
     * @param patience how long to wait at most for the head to move, once all below it is looked through; zero does not
     *     wait
     * @throws io.varve.query.replay.ReplayException if the next event cannot be read, or the reader was idle past its
     *     lease; the cursor is at its end then
     */
    public Step next(Duration patience) throws InterruptedException {
        current = null;
        while (!closed && !givenUp.getAsBoolean()) {
            EventCursor open = round;
            if (open == null) {
                if (isAtEnd()) {
                    break;
                }
                if (betweenRounds || !begin(patience)) {
                    betweenRounds = false;
                    return givenUp.getAsBoolean() ? Step.END : Step.PAUSE;
                }
            } else if (next(open)) {
                return Step.EVENT;
            }
        }
        close();
        return Step.END;
    }

    /**
     * The event that {@link #next} went to.
     *
     * @throws IllegalStateException unless the last answer of {@code next} was {@link Step#EVENT}
     */
    public RecordedEvent event() {
        RecordedEvent event = current;
        if (event == null) {
            throw new IllegalStateException("the cursor stands on no event");
        }
        return event;
    }

    /** Every wanted event below this position has been delivered, none at or past it. */
    public long position() {
        return reached;
    }

    @Override
    public void close() {
        closed = true;
        current = null;
        EventCursor open = round;
        round = null;
        if (open != null) {
            open.close();
        }
    }

    private boolean next(EventCursor open) {
        boolean failed = true;
        try {
            boolean found = open.next();
            if (found) {
                RecordedEvent event = open.event();
                current = event;
                reached = event.position() + 1;
                nextVersion = event.version() + 1;
            } else {
                round = null;
                reached = roundEnd;
                betweenRounds = true;
            }
            failed = false;
            return found;
        } finally {
            if (failed) {
                close();
            }
        }
    }

    /** Begins the next replay; false if there is nothing new. */
    private boolean begin(Duration patience) throws InterruptedException {
        long now = head.position();
        if (now <= reached) {
            now = head.await(reached, givenUp, patience);
        }
        if (now <= reached) {
            return false;
        }
        roundEnd = Math.min(Math.min(now, end), reached + ROUND_POSITIONS);
        ReplayRequest next = request.withPositions(reached, roundEnd);
        // so that the places of what was delivered are not looked up again
        round = replayer.replay(request.subject() == null ? next : next.withVersions(nextVersion, request.toVersion()));
        return true;
    }

    /** Whether no wanted event can come any more. */
    private boolean isAtEnd() {
        boolean untilLogTime = request.basis() == TimeBasis.RECORDED && request.untilMicros() != Long.MAX_VALUE;
        if (untilLogTime && hot.lastRecordedAtMicros() >= request.untilMicros()) {
            // log time never goes back: what is appended from here on is later still
            end = Math.min(end, hot.nextPosition());
        }
        return reached >= end || (request.subject() != null && nextVersion >= request.toVersion());
    }
}
