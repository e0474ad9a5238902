package io.varve.query.replay;

import io.varve.tiering.partition.Tier;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cursors of one log that have not ended, and what those have delivered that have. A cursor passes from the one to
 * the other at once, so that what all have delivered never falls, and never counts one twice. Thread-safe.
 */
final class Leases {

    private final Set<LeasedCursor> open = new HashSet<>();
    private final Map<Tier, Delivered> byEnded = new EnumMap<>(Tier.class);

    synchronized void begin(LeasedCursor cursor) {
        open.add(cursor);
    }

    /** Tells that the cursor delivers nothing more; false if that was told before. */
    synchronized boolean end(LeasedCursor cursor) {
        if (!open.remove(cursor)) {
            return false;
        }
        for (Tier tier : Tier.values()) {
            byEnded.merge(tier, cursor.delivered(tier), Delivered::plus);
        }
        return true;
    }

    /** Those that have not ended, as of now. */
    synchronized List<LeasedCursor> open() {
        return List.copyOf(open);
    }

    /** What all have delivered of the tier so far. */
    synchronized Delivered delivered(Tier tier) {
        Delivered sum = byEnded.getOrDefault(tier, Delivered.NOTHING);
        for (LeasedCursor cursor : open) {
            sum = sum.plus(cursor.delivered(tier));
        }
        return sum;
    }
}
