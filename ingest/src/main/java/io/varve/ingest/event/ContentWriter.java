package io.varve.ingest.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the fields of {@link EventCodec}'s form one after the other. */
final class ContentWriter {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    ContentWriter(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    void absent() {
        count(0);
    }

    void text(@Nullable String text) {
        if (text == null) {
            absent();
        } else {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    void bytes(byte[] field) {
        count(Math.addExact(field.length, 1));
        ensure(field.length);
        System.arraycopy(field, 0, bytes, size, field.length);
        size += field.length;
    }

    void number(long number) {
        count(Long.BYTES + 1);
        ensure(Long.BYTES);
        LONG.set(bytes, size, number);
        size += Long.BYTES;
    }

    /** A number from 0 on, as LEB128. */
    void count(int count) {
        ensure(5);
        int rest = count;
        while ((rest & ~0x7F) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
    }
}
