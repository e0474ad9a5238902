package io.varve.query.replay;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a plan that is read from one place.
 *
 * @param tier where it lies
 * @param file the file that holds it, null in the hot tier
 * @param from first position to be read, inclusive
 * @param to end of the positions to be read, exclusive
 */
public record ReplaySegment(Tier tier, @Nullable CatalogFile file, long from, long to) {

    public ReplaySegment {
        if ((file == null) != (tier == Tier.HOT) || from >= to) {
            throw new IllegalArgumentException(tier + " segment from " + from + " to " + to + " of " + file);
        }
    }

    static ReplaySegment hot(long from, long to) {
        return new ReplaySegment(Tier.HOT, null, from, to);
    }

    static ReplaySegment of(CatalogFile file, long from, long to) {
        return new ReplaySegment(file.tier(), file, from, to);
    }

    /** Whether it is read from the very place that the other one is read from. */
    boolean samePlace(ReplaySegment other) {
        if (file == null || other.file == null) {
            return tier == other.tier;
        }
        return file.location().equals(other.file.location());
    }
}
