package io.varve.tiering.parquet;

import io.varve.ingest.event.Sha256;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * The digest of events in position order: SHA-256 over position, version and recordedAt as big-endian 64-bit numbers,
 * the length of the content as LEB128, and the content, event by event. The same in every tier, for ever. Not
 * thread-safe.
 */
final class CanonicalDigest {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NUMBERS = 3 * Long.BYTES;

    private final MessageDigest sha256 = Sha256.newDigest();
    private final byte[] head = new byte[NUMBERS + 5];

    void add(long position, long version, long recordedAtMicros, byte[] content, int offset, int length) {
        LONG.set(head, 0, position);
        LONG.set(head, Long.BYTES, version);
        LONG.set(head, 2 * Long.BYTES, recordedAtMicros);
        int size = NUMBERS;
        int rest = length;
        while ((rest & ~0x7F) != 0) {
            head[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        head[size++] = (byte) rest;
        sha256.update(head, 0, size);
        sha256.update(content, offset, length);
    }

    /** The digest of all that was added; call it once. */
    byte[] finish() {
        return sha256.digest();
    }
}
