package io.varve.ingest.hot;

import java.nio.ByteBuffer;

/** Numbers from 0 on as LEB128: seven bits a byte, the lowest first, the top bit set on all but the last. */
final class Leb128 {

    private Leb128() {}

    static int bytes(long number) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7);
    }

    /** Writes the number at the offset and returns the offset after it. */
    static int put(byte[] target, int offset, long number) {
        int at = offset;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    /** Reads a number at the buffer's position and moves it on. */
    static long read(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = in.get();
            number |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (next == 0 && shift > 0) {
                    throw new IllegalArgumentException("a number in more bytes than it needs");
                }
                return number;
            }
        }
        throw new IllegalArgumentException("a number of more than 63 bits");
    }
}
