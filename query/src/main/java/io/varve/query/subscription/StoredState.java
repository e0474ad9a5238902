package io.varve.query.subscription;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a subscription.
 *
 * @param id given at its creation, so that it is told apart from an earlier one of the same name
 * @param position the first one that is not acknowledged
 */
record StoredState(
        UUID id,
        SubscriptionDefinition definition,
        long position,
        @Nullable Refusal refusal) {

    /** All below is acknowledged; a refusal below is done with. */
    StoredState acknowledged(long newPosition) {
        Refusal kept = refusal == null || refusal.position() < newPosition ? null : refusal;
        return new StoredState(id, definition, newPosition, kept);
    }

    /**
     * The same subscription in a log that was recovered and ends at this head, which may lie behind what it has
     * acknowledged. Its id is another: by the old one's letters the log of letters would refuse those of events that
     * have the same positions now, or of the same events for another reason.
     */
    StoredState recovered(UUID newId, long head) {
        Refusal kept = refusal == null || refusal.position() >= head ? null : refusal;
        return new StoredState(newId, definition, Math.min(position, head), kept);
    }

    StoredState refused(Refusal newRefusal) {
        return new StoredState(id, definition, position, newRefusal);
    }

    /** The refusal that makes its event a dead letter, null if there is none. */
    @Nullable
    Refusal finalRefusal() {
        return refusal != null && refusal.tries() >= definition.tries() ? refusal : null;
    }
}
