package io.varve.ingest.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The id of an aggregate: the entity whose state is the fold of its events. All events of one aggregate keep one order.
 *
 * <p>Ordered by the unsigned bytes of its UTF-8 form, which is the order of rows in files and of keys in the index.
 *
 * @param value any text that {@link EventRules} lets through; compared exactly, never normalised
 */
public record AggregateId(String value) implements Comparable<AggregateId> {

    public AggregateId {
        Objects.requireNonNull(value, "value");
    }

    /** The UTF-8 form, a new array each time. */
    public byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(AggregateId other) {
        return Arrays.compareUnsigned(utf8(), other.utf8());
    }

    @Override
    public String toString() {
        return value;
    }
}
