package io.varve.tiering.catalog;

import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a log is, beside its events.
 *
 * @param name 1 to 63 of {@code a-z 0-9 _ -}, a letter first
 * @param id given at creation, for ever: the root of the digest chain
 * @param unit the calendar unit of a partition, for ever
 * @param hot how old the end of a partition gets before it leaves the hot tier, not negative
 * @param warm how old it gets before it leaves the warm tier, at least {@code hot}
 */
public record LogDefinition(String name, UUID id, PartitionUnit unit, Duration hot, Duration warm) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    public LogDefinition {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "log name '" + name + "' must be 1 to 63 characters of a-z, 0-9, _ and -, and begin with a letter");
        }
        if (hot.isNegative()) {
            throw new IllegalArgumentException("log '" + name + "': hot " + hot + " must not be negative");
        }
        if (warm.compareTo(hot) < 0) {
            throw new IllegalArgumentException(
                    "log '" + name + "': warm " + warm + " must be at least hot " + hot + ", both count from its end");
        }
    }

    LogDefinition withPolicy(Duration newHot, Duration newWarm) {
        return new LogDefinition(name, id, unit, newHot, newWarm);
    }
}
