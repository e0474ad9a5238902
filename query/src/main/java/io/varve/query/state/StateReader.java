package io.varve.query.state;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.ReplayStatistics;
import io.varve.query.replay.Replayer;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.SkipReason;
import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.snapshot.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells states: of one aggregate, or of the whole log, at a moment. The fold begins at the newest snapshot that serves;
 * one that is of no use is passed over for the next older, and in the end the fold begins at the first event.
 * Thread-safe. What it is made of stays the caller's to close, after the queue of snapshots.
 */
public final class StateReader {

    private static final Logger LOG = LoggerFactory.getLogger(StateReader.class);

    private final String log;
    private final Replayer replayer;
    private final SnapshotStore snapshots;
    private final SnapshotQueue queue;
    private final FullReplay fullReplay;
    private final LongSupplier nanoTime;

    /**
     * @param log its name, for messages
     * @param queue takes the snapshots that are due
     * @param nanoTime a clock that never steps, in nanoseconds
     */
    public StateReader(
            String log,
            Replayer replayer,
            SnapshotStore snapshots,
            SnapshotQueue queue,
            FullReplay fullReplay,
            LongSupplier nanoTime) {
        this.log = log;
        this.replayer = replayer;
        this.snapshots = snapshots;
        this.queue = queue;
        this.fullReplay = fullReplay;
        this.nanoTime = nanoTime;
    }

    /**
     * The state at a moment. A snapshot of it is taken in the background if the projection's policy says so.
     *
     * @param subject the aggregate; null for a projection of the whole log
     * @param withSnapshots false to fold from the first event on, whatever is stored
     * @throws UnknownAggregateException if the log has no event of it
     * @throws FullReplayForbiddenException if no snapshot serves, and the fold would be longer than the projection's
     *     policy lets it be, where that is forbidden
     * @throws StateException if there is no such version, or the subject does not suit the projection
     */
    public <S> State read(
            Projection<S> projection, @Nullable AggregateId subject, Moment moment, boolean withSnapshots) {
        checkScope(projection, subject, moment);
        Reading<S> reading = new Reading<>(projection, subject, moment);
        Fold<S> fold = withSnapshots ? reading.fromSnapshot() : null;
        if (fold == null) {
            fold = reading.fromBeginning(withSnapshots && fullReplay == FullReplay.FORBID);
        }
        reading.requireFound(fold);
        return reading.finish(fold, withSnapshots);
    }

    /**
     * Takes a snapshot of the newest state now.
     *
     * @param always also if the projection's policy asks for none yet
     * @return false if nothing new was folded, none was asked for or it could not be stored
     */
    <S> boolean take(Projection<S> projection, @Nullable AggregateId subject, boolean always) {
        checkScope(projection, subject, Moment.now());
        Reading<S> reading = new Reading<>(projection, subject, Moment.now());
        Fold<S> fold = reading.fromSnapshot();
        if (fold == null) {
            fold = reading.fromBeginning(false);
        }
        reading.requireFound(fold);
        byte[] json = fold.json();
        Snapshot snapshot = fold.snapshot(json);
        return snapshot != null
                && (always || reading.isWanted(fold, json))
                && snapshots.put(
                        key(projection),
                        subject,
                        snapshot,
                        projection.snapshots().keep());
    }

    private static void checkScope(Projection<?> projection, @Nullable AggregateId subject, Moment moment) {
        boolean ofLog = projection.scope() == Projection.Scope.LOG;
        if (ofLog && subject != null) {
            throw new StateException("projection '" + projection.name() + "' folds the whole log: it has no state of '"
                    + subject + "' alone, ask without a subject");
        }
        if (!ofLog && subject == null) {
            throw new StateException(
                    "projection '" + projection.name() + "' folds one aggregate at a time: name the subject");
        }
        if (ofLog && moment instanceof Moment.AtVersion) {
            throw new StateException(
                    "projection '" + projection.name() + "' folds the whole log, which has positions and no versions");
        }
    }

    static ProjectionKey key(Projection<?> projection) {
        return new ProjectionKey(
                projection.name(), projection.version(), projection.definition().fingerprint());
    }

    /** One read of a state. */
    private final class Reading<S> {

        private final Projection<S> projection;
        private final @Nullable AggregateId subject;
        private final Moment moment;
        private final ProjectionKey key;
        private final ReadCosts costs = new ReadCosts();
        private final List<Skipped> skipped = new ArrayList<>();
        private @Nullable Snapshot used;
        private long lookUpNanos;
        private long readNanos;
        private long foldNanos;

        Reading(Projection<S> projection, @Nullable AggregateId subject, Moment moment) {
            this.projection = projection;
            this.subject = subject;
            this.moment = moment;
            this.key = key(projection);
        }

        /** The fold from the newest snapshot that serves, null if none does. */
        @Nullable
        Fold<S> fromSnapshot() {
            long start = nanoTime.getAsLong();
            SnapshotStore.Found found =
                    snapshots.find(key, subject, projection.snapshots().keep());
            lookUpNanos += nanoTime.getAsLong() - start;
            found.unsound().forEach(this::skip);
            for (SnapshotStore.Kept kept : found.snapshots()) {
                SkipReason objection = moment.objection(kept.snapshot());
                if (objection != null) {
                    skip(kept, objection, "");
                    continue;
                }
                Fold<S> begun = begin(kept);
                if (begun != null && foldFrom(kept, begun)) {
                    used = kept.snapshot();
                    return begun;
                }
            }
            return null;
        }

        private @Nullable Fold<S> begin(SnapshotStore.Kept kept) {
            long start = nanoTime.getAsLong();
            try {
                return Fold.from(projection, kept.snapshot());
            } catch (RuntimeException e) {
                skip(kept, SkipReason.UNREADABLE, String.valueOf(e.getMessage()));
                return null;
            } finally {
                lookUpNanos += nanoTime.getAsLong() - start;
            }
        }

        /** Folds what follows the snapshot; false if the log does not hold the snapshot's last event. */
        private boolean foldFrom(SnapshotStore.Kept kept, Fold<S> fold) {
            Snapshot snapshot = kept.snapshot();
            ReplayRequest request = subject == null
                    ? all().withPositions(snapshot.position(), Long.MAX_VALUE)
                    : all().withPositions(snapshot.position(), Long.MAX_VALUE)
                            .withVersions(snapshot.version(), Long.MAX_VALUE);
            try (EventCursor events = replayer.replay(moment.limit(request))) {
                if (!next(events) || !isLastOf(snapshot, events.event())) {
                    skip(kept, SkipReason.OTHER_HISTORY, "");
                    snapshots.discard(key, subject, kept.slot());
                    costs.addReads(events.statistics());
                    return false;
                }
                ReplayStatistics compared = events.statistics();
                fold(events, fold, false);
                costs.add(events.statistics(), compared);
                return true;
            }
        }

        Fold<S> fromBeginning(boolean forbidden) {
            if (forbidden && skipped.stream().anyMatch(skip -> skip.reason().isFault())) {
                throw refusal("none of its snapshots can be used");
            }
            Fold<S> fold = Fold.fromBeginning(projection);
            try (EventCursor events = replayer.replay(moment.limit(all()))) {
                fold(events, fold, forbidden);
                costs.add(events.statistics(), ReadCosts.NONE);
            }
            return fold;
        }

        private void fold(EventCursor events, Fold<S> fold, boolean refuseWhenDue) {
            while (next(events)) {
                long start = nanoTime.getAsLong();
                fold.add(events.event());
                foldNanos += nanoTime.getAsLong() - start;
                if (refuseWhenDue && projection.snapshots().policy().isDue(fold.sinceOfSameSize())) {
                    throw refusal("it has no snapshot at or before the moment asked for");
                }
            }
        }

        private boolean next(EventCursor events) {
            long start = nanoTime.getAsLong();
            try {
                return events.next();
            } finally {
                readNanos += nanoTime.getAsLong() - start;
            }
        }

        private boolean isLastOf(Snapshot snapshot, RecordedEvent event) {
            return event.position() == snapshot.position()
                    && (subject == null || event.version() == snapshot.version())
                    && event.recordedAtMicros() == snapshot.recordedAtMicros()
                    && event.event().source().equals(snapshot.lastSource())
                    && event.event().id().equals(snapshot.lastId());
        }

        private ReplayRequest all() {
            return ReplayRequest.all().withSubject(subject);
        }

        private void skip(SnapshotStore.Kept kept, SkipReason reason, String detail) {
            skip(new Skipped(kept.slot(), kept.snapshot().position(), reason, detail));
        }

        private void skip(Skipped skip) {
            skipped.add(skip);
            if (skip.reason().isFault()) {
                snapshots.counts().skipped(skip.reason());
                LOG.warn("log '{}': a snapshot of {} by {} is passed over: {}", log, whose(), key, skip.text());
            }
        }

        private FullReplayForbiddenException refusal(String why) {
            return new FullReplayForbiddenException("the state of " + whose() + " by projection '" + projection.name()
                    + "' would be replayed from the beginning, " + why + ", and snapshots.fullReplay is forbid:"
                    + " `varve snapshots take --projection` takes one, --no-snapshot replays this once");
        }

        private String whose() {
            return subject == null ? "the whole log" : "'" + subject + "'";
        }

        /** Tells a moment before the first event from an aggregate that does not exist, or not in this version. */
        void requireFound(Fold<S> fold) {
            RecordedEvent last = fold.last();
            if (subject == null) {
                return;
            }
            if (last == null && used == null) {
                try (EventCursor first = replayer.replay(all().withVersions(0, 1))) {
                    if (!first.next()) {
                        throw new UnknownAggregateException(log, subject);
                    }
                }
            }
            if (moment instanceof Moment.AtVersion asked) {
                long reached = last != null ? last.version() : used == null ? -1 : used.version();
                if (reached < asked.version()) {
                    throw new StateException("'" + subject + "' has versions 0 to " + reached + ", there is no version "
                            + asked.version());
                }
            }
        }

        State finish(Fold<S> fold, boolean withSnapshots) {
            long start = nanoTime.getAsLong();
            byte[] json = fold.json();
            foldNanos += nanoTime.getAsLong() - start;
            Snapshot before = used;
            if (withSnapshots) {
                if (before == null) {
                    snapshots.counts().fullReplay();
                } else {
                    snapshots.counts().hit();
                }
            }
            if (moment.isPrefix() && withSnapshots) {
                offer(fold, json);
            }
            Snapshot reached = fold.folded() == 0 ? before : fold.snapshot(json);
            Explanation explanation =
                    new Explanation(before, skipped, costs.events(), costs.reads(), lookUpNanos, readNanos, foldNanos);
            return reached == null
                    ? new State(subject, -1, -1, null, json, explanation)
                    : new State(
                            subject,
                            reached.version(),
                            reached.position(),
                            reached.recordedAtMicros(),
                            json,
                            explanation);
        }

        private void offer(Fold<S> fold, byte[] json) {
            Snapshot snapshot = fold.snapshot(json);
            if (snapshot != null && isWanted(fold, json)) {
                queue.offer(key, subject, snapshot, projection.snapshots().keep());
            }
        }

        /** Whether a snapshot is due, or would take the place of one that is of no use. */
        boolean isWanted(Fold<S> fold, byte[] json) {
            return projection.snapshots().policy().isDue(fold.since(json.length))
                    || skipped.stream().anyMatch(skip -> skip.reason().isFault());
        }
    }
}
