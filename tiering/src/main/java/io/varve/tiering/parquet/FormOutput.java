package io.varve.tiering.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts numbers and bytes one after the other: big-endian, LEB128, texts and bytes after their length. Not thread-safe.
 */
final class FormOutput {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_NUMBER_BYTES = 10;

    private byte[] array = new byte[1_024];
    private int size;

    FormOutput int32(int value) {
        ensure(Integer.BYTES);
        INT.set(array, size, value);
        size += Integer.BYTES;
        return this;
    }

    FormOutput int64(long value) {
        ensure(Long.BYTES);
        LONG.set(array, size, value);
        size += Long.BYTES;
        return this;
    }

    /** A number from 0 on, as LEB128. */
    FormOutput number(long value) {
        ensure(MAX_NUMBER_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
        return this;
    }

    FormOutput raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    FormOutput raw(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
        return this;
    }

    FormOutput sized(byte[] source) {
        return number(source.length).raw(source);
    }

    /** A field of an event's content: one more than its length, and its bytes; 0 where it is absent. */
    FormOutput field(Slice field) {
        number(field.length + 1L);
        return field.length > 0 ? raw(field.array, field.offset, field.length) : this;
    }

    FormOutput text(String text) {
        return sized(text.getBytes(StandardCharsets.UTF_8));
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** The bytes, from the first one on; valid until something is added. */
    byte[] array() {
        return array;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > array.length) {
            array = Arrays.copyOf(array, Math.max(needed, array.length + (array.length >> 1)));
        }
    }
}
