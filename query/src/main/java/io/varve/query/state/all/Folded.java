package io.varve.query.state.all;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.state.Moment;
import org.jspecify.annotations.Nullable;

/** One aggregate on its way: its state, and the events seen so far. */
final class Folded<S> {

    private final byte[] key;
    private @Nullable S state;
    private long nextVersion;
    private long version = -1;
    private long position = -1;

    /** @param key the UTF-8 bytes of its id, taken over */
    Folded(byte[] key) {
        this.key = key;
    }

    /** The UTF-8 bytes of its id; not to be changed. */
    byte[] key() {
        return key;
    }

    /**
     * Takes the aggregate's next event.
     *
     * @throws ProjectionException if it cannot be folded
     * @throws IllegalStateException if it is not the next one
     */
    void add(RecordedEvent recorded, Projection<S> projection, Moment moment) {
        if (recorded.version() != nextVersion) {
            throw new IllegalStateException("aggregate '" + recorded.event().subject() + "' has version "
                    + recorded.version() + " at position " + recorded.position() + ", must be " + nextVersion);
        }
        nextVersion++;
        if (!moment.includes(recorded)) {
            return;
        }
        S before = state;
        try {
            state = projection.apply(before == null ? projection.initial() : before, recorded);
        } catch (ProjectionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ProjectionException(
                    "projection '" + projection.name() + "' failed at position " + recorded.position() + " of '"
                            + recorded.event().subject() + "': " + e,
                    e);
        }
        version = recorded.version();
        position = recorded.position();
    }

    /** The state after the last event that was folded; null if none was. */
    @Nullable
    S state() {
        return state;
    }

    long version() {
        return version;
    }

    long position() {
        return position;
    }
}
