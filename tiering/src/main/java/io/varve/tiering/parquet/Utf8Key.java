package io.varve.tiering.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes as a key of a map, ordered by unsigned bytes; being comparable keeps a map fast even where somebody chose keys
 * of equal hash. A probe may point into a larger array for the time of one lookup.
 */
public final class Utf8Key implements Comparable<Utf8Key> {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private byte[] bytes;
    private int start;
    private int end;
    private int hash;

    /** A probe. */
    Utf8Key() {
        this.bytes = new byte[0];
    }

    /** A key with bytes of its own, those that the probe points at. */
    Utf8Key(Utf8Key probe) {
        this.bytes = Arrays.copyOfRange(probe.bytes, probe.start, probe.end);
        this.end = bytes.length;
        this.hash = probe.hash;
    }

    /** Points this probe at the bytes. */
    Utf8Key at(byte[] array, int offset, int length) {
        bytes = array;
        start = offset;
        end = offset + length;
        hash = hash(0, array, offset, end);
        return this;
    }

    boolean matches(byte[] array, int offset, int length) {
        return Arrays.equals(bytes, start, end, array, offset, offset + length);
    }

    /** The bytes of a key that has its own; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(Utf8Key other) {
        return Arrays.compareUnsigned(bytes, start, end, other.bytes, other.start, other.end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Utf8Key key
                && hash == key.hash
                && Arrays.equals(bytes, start, end, key.bytes, key.start, key.end);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * A hash of some bytes, for tables of one's own.
     *
     * @param seed who does not know it cannot choose keys of equal hash
     * @param end index after the last byte
     */
    public static int hash(long seed, byte[] array, int offset, int end) {
        long sum = seed + end - offset;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            sum = mix(sum ^ (long) LONG.get(array, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = (rest << Byte.SIZE) | (array[at] & 0xFF);
        }
        return (int) mix(sum ^ rest);
    }

    private static long mix(long value) {
        long product = value * FACTOR;
        return product ^ (product >>> Integer.SIZE);
    }
}
