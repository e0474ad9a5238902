package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events in log order, segment by segment. Before each segment it looks whether the catalog has changed, and
 * if so plans anew from the position reached: bytes are equal in every tier. A place that cannot be read is left for
 * the one that the newest view names; if that is the same place, the replay fails.
 */
final class LogCursor extends ReplayCursor {

    /** So often in a row, with no event between, the place of a position may change under the cursor. */
    private static final int MAX_MOVES = 8;

    private final Reading reading;
    private final ReplayRequest request;
    private final long head;
    private final long to;
    private Reading.Planned planned;
    private int nextSegment;
    private long reached;
    private long failedAt = -1;
    private int failures;
    private @Nullable ReplaySegment segment;
    private @Nullable SegmentReader reader;
    private @Nullable ReplaySegment followingSegment;
    private @Nullable ReadAhead<LoadedRun> following;

    LogCursor(Reading reading, ReplayRequest request, long head, Reading.Planned planned) {
        this.reading = reading.counting(tally());
        this.request = request;
        this.head = head;
        this.planned = planned;
        this.reached = planned.plan().from();
        this.to = planned.plan().to();
    }

    @Override
    @Nullable
    RecordedEvent advance() {
        while (true) {
            SegmentReader open = reader;
            if (open == null) {
                if (!openNext()) {
                    return null;
                }
                continue;
            }
            RecordedEvent event;
            try {
                if (!open.next()) {
                    endSegment(open);
                    continue;
                }
                if (open.position() != reached) {
                    throw lost("holds position " + open.position() + " where " + reached + " must be");
                }
                long recordedAt = open.recordedAtMicros();
                if (recordedAt >= request.recordedUntil() && request.recordedUntil() != Long.MAX_VALUE) {
                    return null;
                }
                event = recordedAt < request.recordedSince() ? null : open.event();
            } catch (ReplayException e) {
                throw e;
            } catch (RuntimeException e) {
                leave(e);
                continue;
            }
            reached++;
            if (event != null && request.wants(event)) {
                ReplaySegment from = segment;
                deliver(from == null ? Tier.HOT : from.tier(), event);
                return event;
            }
        }
    }

    private boolean openNext() {
        if (reading.sources().catalog().get().number() != planned.view().number()) {
            plan();
        }
        List<ReplaySegment> segments = planned.plan().segments();
        if (nextSegment == segments.size()) {
            return false;
        }
        ReplaySegment next = segments.get(nextSegment++);
        reached = Math.max(reached, next.from());
        segment = next;
        try {
            reader = open(next);
        } catch (ReplayException e) {
            throw e;
        } catch (RuntimeException e) {
            leave(e);
        }
        return true;
    }

    private void plan() {
        planned = reading.planned(request.withPositions(reached, to), head);
        nextSegment = 0;
    }

    private SegmentReader open(ReplaySegment next) {
        ReadAhead<LoadedRun> ahead = following;
        ReplaySegment aheadOf = followingSegment;
        following = null;
        followingSegment = null;
        CatalogFile file = next.file();
        if (ahead != null && aheadOf != null && aheadOf.file() != null && !sameEvents(aheadOf, next)) {
            ahead.discard();
            ahead = null;
        }
        if (file == null) {
            return new HotSegmentReader(reading.sources().hot(), next.from(), next.to());
        }
        if (ahead == null || aheadOf == null) {
            return open(next, LoadedRun.needed(reading, file, next.from(), request.recordedSince()));
        }
        // Read before it moved, if it has: the place that a failure leaves is the old one.
        segment = aheadOf;
        return open(aheadOf, ahead);
    }

    private static boolean sameEvents(ReplaySegment one, ReplaySegment other) {
        CatalogFile file = one.file();
        CatalogFile otherFile = other.file();
        return file != null
                && otherFile != null
                && one.from() == other.from()
                && one.to() == other.to()
                && file.firstPosition() == otherFile.firstPosition()
                && file.lastPosition() == otherFile.lastPosition();
    }

    private SegmentReader open(ReplaySegment next, ReadAhead<LoadedRun> read) {
        LoadedRun first = read.take();
        long begin = first.run().firstPosition();
        boolean mayBeginLater = request.recordedSince() != Long.MIN_VALUE;
        if (first.run().endPosition() <= reached || (begin > reached && !mayBeginLater)) {
            first.close();
            throw lost("holds the run from position " + begin + " to "
                    + first.run().endPosition() + " where position " + reached + " must be");
        }
        // Where the log times begin behind the positions, there is no event to come.
        reached = Math.min(Math.max(reached, begin), next.to());
        return new FileSegmentReader(reading, next, request, first, this::readFollowing);
    }

    /** Begins to read the first run of the next segment, if that is a file. */
    private @Nullable ReadAhead<LoadedRun> readFollowing() {
        List<ReplaySegment> segments = planned.plan().segments();
        ReplaySegment next = nextSegment < segments.size() ? segments.get(nextSegment) : null;
        CatalogFile file = next == null ? null : next.file();
        if (next == null || file == null) {
            return null;
        }
        followingSegment = next;
        return LoadedRun.ahead(reading, file, next.from(), request.recordedSince());
    }

    private void endSegment(SegmentReader open) {
        ReplaySegment ended = segment;
        if (ended != null && reached != ended.to()) {
            throw lost("ends at position " + reached + " where " + ended.to() + " must be the end");
        }
        if (open instanceof FileSegmentReader file) {
            following = file.takeFollowing();
        }
        reader = null;
        open.close();
    }

    /** Leaves a place that cannot be read, if the newest view names another one. */
    private void leave(RuntimeException cause) {
        ReplaySegment failed = segment;
        closeReader();
        failures = reached == failedAt ? failures + 1 : 1;
        failedAt = reached;
        plan();
        List<ReplaySegment> segments = planned.plan().segments();
        boolean elsewhere =
                failed == null || segments.isEmpty() || !segments.get(0).samePlace(failed);
        if (!elsewhere || failures > MAX_MOVES) {
            throw ReplayException.in(
                    reading.sources().log(),
                    failed == null ? null : failed.file(),
                    reached,
                    "cannot be read: " + cause.getMessage(),
                    cause);
        }
    }

    private ReplayException lost(String problem) {
        return ReplayException.in(
                reading.sources().log(), segment == null ? null : segment.file(), reached, problem, null);
    }

    private void closeReader() {
        SegmentReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    void release() {
        try {
            closeReader();
        } finally {
            ReadAhead<LoadedRun> ahead = following;
            following = null;
            if (ahead != null) {
                ahead.discard();
            }
        }
    }
}
