package io.varve.tiering.parquet;

import org.apache.parquet.io.ParquetDecodingException;

/**
 * Levels or dictionary numbers of a page: runs of one value, and packed groups of eight, in Parquet's RLE/bit-packing
 * hybrid. Told as runs, since mostly a page has but one. Not thread-safe.
 */
final class PageLevels {

    private final byte[] array;
    private final int bits;
    private final int end;
    private int at;
    private int value;
    private int run;
    private int packed;
    private int packedAt;

    PageLevels(byte[] array, int offset, int length, int bits) {
        if (bits < 0 || bits > Integer.SIZE) {
            throw new ParquetDecodingException("numbers of " + bits + " bits");
        }
        this.array = array;
        this.bits = bits;
        this.at = offset;
        this.end = offset + length;
    }

    /** Number of equal values that come next, at least 1. */
    int run() {
        if (run == 0) {
            load();
        }
        return run;
    }

    /** The value that comes next; call {@link #run} before. */
    int value() {
        return value;
    }

    /** Passes over values of the current run. */
    void skip(int count) {
        run -= count;
    }

    /** Takes the next value. */
    int next() {
        if (run == 0) {
            load();
        }
        run--;
        return value;
    }

    /** Passes over the next values, whatever runs they are in. */
    void pass(int count) {
        int left = count;
        while (left > 0) {
            if (run == 0 && packed == 0) {
                loadHeader();
            }
            int repeated = Math.min(left, run);
            run -= repeated;
            left -= repeated;
            int packedOver = Math.min(left, packed);
            packedAt += packedOver * bits;
            packed -= packedOver;
            left -= packedOver;
        }
    }

    private void load() {
        if (packed == 0) {
            loadHeader();
        }
        if (packed > 0) {
            value = unpack(packedAt);
            packedAt += bits;
            packed--;
            run = 1;
        }
    }

    private void loadHeader() {
        int header = header();
        if ((header & 1) == 0) {
            run = header >>> 1;
            value = littleEndian((bits + 7) / Byte.SIZE);
        } else {
            packed = Math.multiplyExact(header >>> 1, Byte.SIZE);
            packedAt = Math.multiplyExact(at, Byte.SIZE);
            // Of the last group only the bytes that hold values need to be there.
            at = Math.min(end, Math.addExact(at, Math.multiplyExact(header >>> 1, bits)));
        }
        if (run == 0 && packed == 0) {
            throw new ParquetDecodingException("an empty run of levels");
        }
    }

    private int header() {
        int header = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int next = nextByte();
            header |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return header;
            }
        }
        throw new ParquetDecodingException("a run of levels too long");
    }

    private int littleEndian(int bytes) {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= nextByte() << (i * Byte.SIZE);
        }
        return number;
    }

    private int nextByte() {
        if (at == end) {
            throw new ParquetDecodingException("levels end too early");
        }
        return array[at++] & 0xFF;
    }

    /** The bits from this one on, least significant first. */
    private int unpack(int firstBit) {
        long number = 0;
        int firstByte = firstBit >>> 3;
        int shift = firstBit & 7;
        for (int i = 0; i * Byte.SIZE < shift + bits; i++) {
            if (firstByte + i >= end) {
                throw new ParquetDecodingException("levels end too early");
            }
            number |= (long) (array[firstByte + i] & 0xFF) << (i * Byte.SIZE);
        }
        return (int) ((number >>> shift) & ((1L << bits) - 1));
    }
}
