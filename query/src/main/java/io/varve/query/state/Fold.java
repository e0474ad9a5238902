package io.varve.query.state;

import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.snapshot.Snapshot;
import io.varve.query.snapshot.SnapshotPolicy;
import org.jspecify.annotations.Nullable;

/** A fold under way: the state, and what a snapshot of it would say of the events behind it. */
final class Fold<S> {

    private final Projection<S> projection;
    private final @Nullable Snapshot before;
    private S state;
    private long folded;
    private long firstRecordedAt;
    private @Nullable Long greatestTime;
    private boolean foldedUntimed;
    private @Nullable RecordedEvent last;

    private Fold(Projection<S> projection, @Nullable Snapshot before, S state) {
        this.projection = projection;
        this.before = before;
        this.state = state;
        if (before != null) {
            greatestTime = before.greatestTimeMicros();
            foldedUntimed = before.foldedUntimed();
        }
    }

    static <S> Fold<S> fromBeginning(Projection<S> projection) {
        return new Fold<>(projection, null, projection.initial());
    }

    /** @throws RuntimeException of any kind if the snapshot's bytes are of no state */
    static <S> Fold<S> from(Projection<S> projection, Snapshot before) {
        return new Fold<>(projection, before, projection.fromJson(before.state()));
    }

    void add(RecordedEvent event) {
        try {
            state = projection.apply(state, event);
        } catch (ProjectionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ProjectionException(
                    "projection '" + projection.name() + "' cannot fold the event at position " + event.position()
                            + " of '" + event.event().subject() + "': " + e,
                    e);
        }
        if (folded++ == 0) {
            firstRecordedAt = event.recordedAtMicros();
        }
        EventTime time = event.event().time();
        if (time == null) {
            foldedUntimed = true;
        } else {
            greatestTime = greatestTime == null ? time.micros() : Math.max(greatestTime, time.micros());
        }
        last = event;
    }

    /** Events folded since the snapshot, or the beginning. */
    long folded() {
        return folded;
    }

    /** The last event folded, null if none was. */
    @Nullable
    RecordedEvent last() {
        return last;
    }

    byte[] json() {
        return projection.toJson(state);
    }

    /** What a policy is asked of a state of this size. */
    SnapshotPolicy.Since since(long bytesNow) {
        Snapshot since = before;
        return since == null ? sinceBeginning(bytesNow) : since(since, bytesNow);
    }

    /** As {@link #since(long)}, for a fold from the beginning, if this snapshot was the one before. */
    SnapshotPolicy.Since sinceSnapshot(Snapshot snapshot, long bytesNow) {
        return new SnapshotPolicy.Since(
                folded - snapshot.events(),
                elapsedSince(snapshot.recordedAtMicros()),
                snapshot.state().length,
                bytesNow);
    }

    /** What a policy is asked that is to look at events and time alone. */
    SnapshotPolicy.Since sinceOfSameSize() {
        return new SnapshotPolicy.Since(folded, elapsedSince(firstRecordedAt), 1, 1);
    }

    private SnapshotPolicy.Since sinceBeginning(long bytesNow) {
        return new SnapshotPolicy.Since(
                folded, elapsedSince(firstRecordedAt), projection.toJson(projection.initial()).length, bytesNow);
    }

    private SnapshotPolicy.Since since(Snapshot snapshot, long bytesNow) {
        return new SnapshotPolicy.Since(
                folded, elapsedSince(snapshot.recordedAtMicros()), snapshot.state().length, bytesNow);
    }

    private long elapsedSince(long micros) {
        RecordedEvent newest = last;
        return newest == null ? 0 : newest.recordedAtMicros() - micros;
    }

    /** The snapshot that the state makes, null if nothing was folded since the last one. */
    @Nullable
    Snapshot snapshot(byte[] json) {
        RecordedEvent newest = last;
        if (newest == null) {
            return null;
        }
        return new Snapshot(
                newest.position(),
                projection.scope() == Projection.Scope.LOG ? -1 : newest.version(),
                folded + (before == null ? 0 : before.events()),
                newest.recordedAtMicros(),
                greatestTime,
                foldedUntimed,
                newest.event().source(),
                newest.event().id(),
                json);
    }
}
