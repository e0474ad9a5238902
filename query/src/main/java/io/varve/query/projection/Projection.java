package io.varve.query.projection;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.snapshot.SnapshotRules;

/**
 * A fold over events: an initial state, and what an event makes of a state. Of one aggregate it sees the events in
 * version order; of the whole log, in position order.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader}. They must be deterministic and look at nothing but
 * their arguments, for a state is kept as a snapshot and the fold goes on from it later. They are used by several
 * threads at once, each with states of its own.
 *
 * @param <S> the state; it may be mutable
 */
public interface Projection<S> {

    /** What people call it: a lower-case letter, then up to 62 of {@code a-z 0-9 _ -}. */
    String name();

    /** From 1; a new one never reads the snapshots of an older one. */
    int version();

    /**
     * Says what the fold does, so that snapshots of edited code are never read: two projections with the same
     * definition give the same states. The default is the class's name with the SHA-256 of its bytes; where other
     * classes take part, name them with {@link Definition#ofClasses}.
     */
    default Definition definition() {
        return Definition.ofClasses(getClass());
    }

    /** Whether it folds each aggregate by itself or the whole log. */
    default Scope scope() {
        return Scope.AGGREGATE;
    }

    /** The state before the first event; a new one at each call if states are mutable. */
    S initial();

    /**
     * The state after the event. It may change and return the state that it is given, which is not used again.
     *
     * @throws ProjectionException if the event cannot be folded; whatever else is thrown is wrapped into one
     */
    S apply(S state, RecordedEvent event);

    /** The state as JSON text in UTF-8: how it is shown, and how a snapshot keeps it. Equal states give equal bytes. */
    byte[] toJson(S state);

    /**
     * The state that gave these bytes, exactly: folding on from it gives what folding on from the original gives.
     *
     * @throws RuntimeException of any kind if the bytes are not of a state; the snapshot is then passed over
     */
    S fromJson(byte[] json);

    /** When snapshots are taken and how many are kept. */
    default SnapshotRules snapshots() {
        return SnapshotRules.STANDARD;
    }

    /** What a projection folds. */
    enum Scope {
        /** The events of one aggregate at a time. */
        AGGREGATE,
        /** All events of the log. */
        LOG
    }
}
