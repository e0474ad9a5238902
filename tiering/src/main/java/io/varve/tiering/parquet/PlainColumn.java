package io.varve.tiering.parquet;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A column whose values stay where they are, in the pages. Values are told in row order and asked for in log order, so
 * where one lies is kept in as few arrays as will do.
 */
final class PlainColumn implements ByteColumn, PlainTarget {

    private final byte[][] arrays;
    private final long[] spans;

    PlainColumn(int rows) {
        this.arrays = new byte[rows][];
        this.spans = new long[rows];
    }

    @Override
    public void set(int row, byte[] array, int offset, int length) {
        arrays[row] = array;
        spans[row] = ((long) offset << Integer.SIZE) | (length & 0xFFFF_FFFFL);
    }

    @Override
    public void locate(int row, Slice slice) {
        slice.set(arrays[row], offset(row), length(row));
    }

    @Override
    public @Nullable String text(int row) {
        int length = length(row);
        return length < 0 ? null : new String(arrays[row], offset(row), length, StandardCharsets.UTF_8);
    }

    private int offset(int row) {
        return (int) (spans[row] >>> Integer.SIZE);
    }

    private int length(int row) {
        return (int) spans[row];
    }
}
