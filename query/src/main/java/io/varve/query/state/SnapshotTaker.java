package io.varve.query.state;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayOrder;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.snapshot.SnapshotStore;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots in bulk: the first time of a projection in one pass over the log in the order of aggregates, later
 * only of the aggregates with events since then, each from its newest snapshot. Thread-safe.
 */
public final class SnapshotTaker {

    private final LongSupplier head;
    private final Replayer replayer;
    private final SnapshotStore snapshots;
    private final StateReader states;

    /**
     * What came of it.
     *
     * @param aggregates how many were looked at
     * @param taken how many snapshots were taken
     * @param failed aggregates with an event that the projection cannot fold
     * @param failure the first such failure in words, null if there was none
     */
    public record Taken(
            long aggregates,
            long taken,
            long failed,
            @Nullable String failure) {

        private static final Taken NOTHING = new Taken(0, 0, 0, null);

        private Taken plus(boolean tookOne) {
            return new Taken(aggregates + 1, taken + (tookOne ? 1 : 0), failed, failure);
        }

        private Taken plus(RuntimeException e) {
            return new Taken(aggregates + 1, taken, failed + 1, failure == null ? e.getMessage() : failure);
        }
    }

    /** @param head the first position that is not yet durable */
    public SnapshotTaker(LongSupplier head, Replayer replayer, SnapshotStore snapshots, StateReader states) {
        this.head = head;
        this.replayer = replayer;
        this.snapshots = snapshots;
        this.states = states;
    }

    /**
     * Takes a snapshot of one aggregate, or of the whole log.
     *
     * @param subject null for a projection of the whole log
     * @throws UnknownAggregateException if the log has no event of it
     */
    public Taken takeOne(Projection<?> projection, @Nullable AggregateId subject) {
        return Taken.NOTHING.plus(states.take(projection, subject, true));
    }

    /** Takes a snapshot of every aggregate whose newest one is not its newest state. */
    public Taken takeAll(Projection<?> projection, LongConsumer events) {
        return take(projection, events, true);
    }

    /** Takes the snapshots that the projection's policy asks for. */
    public Taken takeDue(Projection<?> projection, LongConsumer events) {
        return take(projection, events, false);
    }

    private Taken take(Projection<?> projection, LongConsumer events, boolean always) {
        if (projection.scope() == Projection.Scope.LOG) {
            return Taken.NOTHING.plus(states.take(projection, null, always));
        }
        ProjectionKey key = StateReader.key(projection);
        long to = head.getAsLong();
        long from = always ? 0 : Math.min(to, snapshots.takenTo(key));
        Taken taken = from == 0 ? foldAll(projection, key, to, events, always) : takeNew(projection, from, to, events);
        if (taken.failed() == 0) {
            snapshots.takenTo(key, to);
        }
        return taken;
    }

    /** Folds every aggregate from its first event on. */
    private <S> Taken foldAll(
            Projection<S> projection, ProjectionKey key, long to, LongConsumer events, boolean always) {
        Taken taken = Taken.NOTHING;
        try (EventCursor cursor = replayer.replay(inOrderOfAggregates(0, to))) {
            long done = 0;
            boolean more = cursor.next();
            while (more) {
                AggregateId aggregate = cursor.event().event().subject();
                Fold<S> fold = Fold.fromBeginning(projection);
                RuntimeException failure = null;
                do {
                    if (failure == null) {
                        failure = fold(fold, cursor.event());
                    }
                    events.accept(++done);
                    more = cursor.next();
                } while (more && cursor.event().event().subject().equals(aggregate));
                taken = failure == null
                        ? taken.plus(keep(projection, key, aggregate, fold, always))
                        : taken.plus(failure);
            }
        }
        return taken;
    }

    private static <S> @Nullable RuntimeException fold(Fold<S> fold, RecordedEvent event) {
        try {
            fold.add(event);
            return null;
        } catch (ProjectionException e) {
            return e;
        }
    }

    private <S> boolean keep(
            Projection<S> projection, ProjectionKey key, AggregateId aggregate, Fold<S> fold, boolean always) {
        byte[] json = fold.json();
        Snapshot snapshot = fold.snapshot(json);
        if (snapshot == null) {
            return false;
        }
        int keep = projection.snapshots().keep();
        if (!always) {
            List<SnapshotStore.Kept> before =
                    snapshots.find(key, aggregate, keep).snapshots();
            Snapshot newest = before.isEmpty() ? null : before.get(0).snapshot();
            if (!projection
                    .snapshots()
                    .policy()
                    .isDue(newest == null ? fold.since(json.length) : fold.sinceSnapshot(newest, json.length))) {
                return false;
            }
        }
        return snapshots.put(key, aggregate, snapshot, keep);
    }

    private Taken takeNew(Projection<?> projection, long from, long to, LongConsumer events) {
        Taken taken = Taken.NOTHING;
        AggregateId before = null;
        try (EventCursor cursor = replayer.replay(inOrderOfAggregates(from, to))) {
            for (long done = 1; cursor.next(); done++) {
                AggregateId aggregate = cursor.event().event().subject();
                if (!aggregate.equals(before)) {
                    before = aggregate;
                    taken = takeDue(projection, aggregate, taken);
                }
                events.accept(done);
            }
        }
        return taken;
    }

    private Taken takeDue(Projection<?> projection, AggregateId aggregate, Taken before) {
        try {
            return before.plus(states.take(projection, aggregate, false));
        } catch (ProjectionException e) {
            return before.plus(e);
        }
    }

    private static ReplayRequest inOrderOfAggregates(long from, long to) {
        return ReplayRequest.all().withPositions(from, to).withOrder(ReplayOrder.AGGREGATE);
    }
}
