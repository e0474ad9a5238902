package io.varve.ingest.index;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the end of an aggregate.
 *
 * @param version its last version
 * @param positionBound the position of its last event, or a later one where only its file is known
 */
record LastEvent(long version, long positionBound) {

    static @Nullable LastEvent later(@Nullable LastEvent one, @Nullable LastEvent other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.version >= other.version ? one : other;
    }
}
