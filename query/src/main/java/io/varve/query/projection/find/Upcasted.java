package io.varve.query.projection.find;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Definition;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.projection.Upcaster;
import io.varve.query.snapshot.SnapshotRules;
import java.util.List;

/**
 * A projection that sees events as upcasters make them.
 *
 * @param inner the projection
 * @param upcasters in the order in which they work
 * @param definition of both
 */
record Upcasted<S>(Projection<S> inner, List<Upcaster> upcasters, Definition definition) implements Projection<S> {

    static <S> Projection<S> of(Projection<S> inner, List<Upcaster> upcasters) {
        if (upcasters.isEmpty()) {
            return inner;
        }
        StringBuilder text = new StringBuilder(inner.definition().fingerprint());
        for (Upcaster each : upcasters) {
            text.append('\n')
                    .append(each.definition().fingerprint())
                    .append(' ')
                    .append(each.name());
        }
        return new Upcasted<>(inner, upcasters, Definition.ofText(text.toString()));
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int version() {
        return inner.version();
    }

    @Override
    public Scope scope() {
        return inner.scope();
    }

    @Override
    public SnapshotRules snapshots() {
        return inner.snapshots();
    }

    @Override
    public S initial() {
        return inner.initial();
    }

    @Override
    public S apply(S state, RecordedEvent recorded) {
        Event event = recorded.event();
        for (Upcaster each : upcasters) {
            try {
                event = each.upcast(event);
            } catch (RuntimeException e) {
                throw new ProjectionException(
                        "projection '" + name() + "': upcaster '" + each.name() + "' failed at position "
                                + recorded.position() + " of '"
                                + recorded.event().subject() + "': " + e.getMessage(),
                        e);
            }
        }
        RecordedEvent upcasted = sameObject(event, recorded.event())
                ? recorded
                : new RecordedEvent(recorded.position(), recorded.version(), recorded.recordedAtMicros(), event);
        return inner.apply(state, upcasted);
    }

    @SuppressWarnings("ReferenceEquality") // upcasters give back the same object where they do nothing
    private static boolean sameObject(Event one, Event other) {
        return one == other;
    }

    @Override
    public byte[] toJson(S state) {
        return inner.toJson(state);
    }

    @Override
    public S fromJson(byte[] json) {
        return inner.fromJson(json);
    }
}
