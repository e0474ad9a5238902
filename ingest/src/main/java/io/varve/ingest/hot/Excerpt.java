package io.varve.ingest.hot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A batch as it was read back, its CRC checked. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Excerpt(
        long firstPosition,
        long recordedAtMicros,
        byte @Nullable [] progress,
        long[] versions,
        byte[] bytes,
        int[] offsets,
        int[] lengths) {

    int count() {
        return versions.length;
    }

    long endPosition() {
        return firstPosition + versions.length;
    }

    byte[] content(int index) {
        return Arrays.copyOfRange(bytes, offsets[index], offsets[index] + lengths[index]);
    }
}
