package io.varve.tiering.parquet;

import java.util.Arrays;

/**
 * Bytes as a key of a map, ordered by unsigned bytes; being comparable keeps a map fast even where somebody chose keys
 * of equal hash. A probe may point into a larger array for the time of one lookup.
 */
final class Utf8Key implements Comparable<Utf8Key> {

    private byte[] bytes;
    private int start;
    private int end;
    private int hash;

    Utf8Key() {
        this.bytes = new byte[0];
    }

    private Utf8Key(byte[] own, int hash) {
        this.bytes = own;
        this.end = own.length;
        this.hash = hash;
    }

    /** Points this probe at the bytes. */
    Utf8Key at(byte[] array, int offset, int length) {
        bytes = array;
        start = offset;
        end = offset + length;
        int sum = 1;
        for (int i = offset; i < end; i++) {
            sum = 31 * sum + array[i];
        }
        hash = sum;
        return this;
    }

    /** A key of its own for the bytes that this probe points at. */
    Utf8Key copy() {
        return new Utf8Key(Arrays.copyOfRange(bytes, start, end), hash);
    }

    boolean matches(byte[] array, int offset, int length) {
        return Arrays.equals(bytes, start, end, array, offset, offset + length);
    }

    /** The bytes of a key made by {@link #copy}; not to be changed. */
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
}
