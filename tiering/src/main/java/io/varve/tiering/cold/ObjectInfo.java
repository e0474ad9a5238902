package io.varve.tiering.cold;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a store tells of an object without its bytes.
 *
 * @param bytes its size
 * @param lastModified when it was created, by the server's clock
 * @param sha256 kept by {@link ObjectStore#put}; absent in lists, and where the object came another way
 * @param attempt likewise
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSameAs alone
public record ObjectInfo(
        String key,
        long bytes,
        Instant lastModified,
        byte @Nullable [] sha256,
        @Nullable String attempt) {

    /** Whether this attempt put these bytes; false if the object does not tell. */
    public boolean isSameAs(byte[] otherSha256, String otherAttempt) {
        return otherAttempt.equals(attempt) && Arrays.equals(otherSha256, sha256);
    }
}
