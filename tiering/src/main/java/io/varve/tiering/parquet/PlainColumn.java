package io.varve.tiering.parquet;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A column whose values stay where they are, in the pages. */
final class PlainColumn implements ByteColumn, PlainTarget {

    private final byte[][] arrays;
    private final int[] offsets;
    private final int[] lengths;

    PlainColumn(int rows) {
        this.arrays = new byte[rows][];
        this.offsets = new int[rows];
        this.lengths = new int[rows];
    }

    @Override
    public void set(int row, byte[] array, int offset, int length) {
        arrays[row] = array;
        offsets[row] = offset;
        lengths[row] = length;
    }

    @Override
    public void locate(int row, Slice slice) {
        slice.set(arrays[row], offsets[row], lengths[row]);
    }

    @Override
    public @Nullable String text(int row) {
        int length = lengths[row];
        return length < 0 ? null : new String(arrays[row], offsets[row], length, StandardCharsets.UTF_8);
    }
}
