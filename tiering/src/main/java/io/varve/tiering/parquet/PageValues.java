package io.varve.tiering.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.io.ParquetDecodingException;

/** The bytes of a decompressed page, taken one part after the other. Numbers are little-endian. Not thread-safe. */
final class PageValues {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] array;
    private final int end;
    private int at;

    PageValues(byte[] page) {
        this.array = page;
        this.end = page.length;
    }

    byte[] array() {
        return array;
    }

    /** Number of bytes in the page. */
    int size() {
        return end;
    }

    int nextInt() {
        return (int) INT.get(array, skip(Integer.BYTES));
    }

    long nextLong() {
        return (long) LONG.get(array, skip(Long.BYTES));
    }

    /** Passes over the bytes and returns the offset of the first. */
    int skip(int bytes) {
        if (bytes < 0 || bytes > end - at) {
            throw new ParquetDecodingException("a page has " + (end - at) + " bytes left, needs " + bytes);
        }
        at += bytes;
        return at - bytes;
    }

    /** The levels that begin here, of at most this value. */
    PageLevels levels(int max) {
        int length = nextInt();
        return new PageLevels(array, skip(length), length, BytesUtils.getWidthFromMaxInt(max));
    }

    /** The numbers of dictionary values that fill the rest of the page. */
    PageLevels numbers() {
        int bits = array[skip(1)];
        int length = end - at;
        return new PageLevels(array, skip(length), length, bits);
    }
}
