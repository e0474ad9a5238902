package io.varve.ingest.index;

import java.util.Arrays;

/**
 * Events in the hot tier.
 *
 * @param firstVersion version of the event at {@code positions[0]}
 * @param positions position of each event, ascending; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content below
public record HotLocation(long firstVersion, long[] positions) implements EventLocation {

    @Override
    public int count() {
        return positions.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HotLocation that
                && firstVersion == that.firstVersion
                && Arrays.equals(positions, that.positions);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(firstVersion) * 31 + Arrays.hashCode(positions);
    }

    @Override
    public String toString() {
        return "HotLocation[firstVersion=" + firstVersion + ", positions=" + Arrays.toString(positions) + "]";
    }
}
