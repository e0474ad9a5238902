package io.varve.tiering.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Puts the content of an event together from its fields, without making the event: the form of
 * {@link io.varve.ingest.event.EventCodec}. Used again from event to event; not thread-safe.
 */
final class ContentBytes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_NUMBER_BYTES = 5;

    private byte[] array = new byte[1_024];
    private int size;

    void clear() {
        size = 0;
    }

    /** A field, absent where the length is -1. */
    void field(Slice slice) {
        number(Math.addExact(slice.length, 1));
        if (slice.length > 0) {
            ensure(slice.length);
            System.arraycopy(slice.array, slice.offset, array, size, slice.length);
            size += slice.length;
        }
    }

    void time(boolean present, long micros) {
        if (present) {
            number(Long.BYTES + 1);
            ensure(Long.BYTES);
            LONG.set(array, size, micros);
            size += Long.BYTES;
        } else {
            number(0);
        }
    }

    void number(int number) {
        ensure(MAX_NUMBER_BYTES);
        int rest = number;
        while ((rest & ~0x7F) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > array.length) {
            array = Arrays.copyOf(array, Math.max(needed, array.length + (array.length >> 1)));
        }
    }
}
