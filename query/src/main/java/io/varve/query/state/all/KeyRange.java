package io.varve.query.state.all;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The aggregates from one id on up to another, by the UTF-8 bytes of ids.
 *
 * @param from the first id, inclusive; null for no bound
 * @param to the end, exclusive; null for no bound
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyRange(byte @Nullable [] from, byte @Nullable [] to) {

    static final KeyRange ALL = new KeyRange(null, null);

    boolean isAll() {
        return from == null && to == null;
    }

    /** Whether it holds the id with these bytes. */
    boolean holds(byte[] array, int offset, int length) {
        return (from == null || Arrays.compareUnsigned(array, offset, offset + length, from, 0, from.length) >= 0)
                && (to == null || Arrays.compareUnsigned(array, offset, offset + length, to, 0, to.length) < 0);
    }
}
