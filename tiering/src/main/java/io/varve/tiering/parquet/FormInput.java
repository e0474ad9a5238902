package io.varve.tiering.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link FormOutput} wrote. It never reads past its end, nor makes room for more than is there; a
 * {@link BufferUnderflowException} tells that it would have to. Not thread-safe.
 */
final class FormInput {

    /** What stands where bytes are no character. */
    private static final char REPLACEMENT = '\uFFFD';

    private final ByteBuffer buffer;

    FormInput(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    int int32() {
        return buffer.getInt();
    }

    long int64() {
        return buffer.getLong();
    }

    long number() {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = buffer.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new BufferUnderflowException();
    }

    /** A number that must fit an int and be none below 0. */
    int count() {
        long number = number();
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new BufferUnderflowException();
        }
        return (int) number;
    }

    byte[] raw(int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    byte[] sized() {
        return raw(count());
    }

    /** @throws IllegalArgumentException if the bytes are not UTF-8 */
    String text() {
        return text(sized());
    }

    /** @throws IllegalArgumentException if the bytes are not UTF-8 */
    static String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        boolean mayBeReplaced = text.indexOf(REPLACEMENT) >= 0;
        if (mayBeReplaced && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
            throw new IllegalArgumentException("a text is not UTF-8");
        }
        return text;
    }

    boolean hasMore() {
        return buffer.hasRemaining();
    }
}
