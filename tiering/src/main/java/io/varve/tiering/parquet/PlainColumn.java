package io.varve.tiering.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column whose values stay where they are, in the pages. Values are told page by page and asked for in another order,
 * so of each row only numbers are kept: a reference for each would have the collector look at them one by one.
 */
final class PlainColumn implements ByteColumn, PlainTarget {

    private static final int PAGES = 16;

    private final int[] pageOf;
    private final long[] spans;
    private byte[][] pages = new byte[PAGES][];
    private int pageCount;

    PlainColumn(int rows) {
        this.pageOf = new int[rows];
        this.spans = new long[rows];
    }

    @Override
    public void set(int row, byte[] array, int offset, int length) {
        spans[row] = ((long) offset << Integer.SIZE) | (length & 0xFFFF_FFFFL);
        if (length >= 0) {
            pageOf[row] = page(array);
        }
    }

    @Override
    public void locate(int row, Slice slice) {
        int length = length(row);
        if (length < 0) {
            slice.setAbsent();
        } else {
            slice.set(pages[pageOf[row]], offset(row), length);
        }
    }

    @Override
    public @Nullable String text(int row) {
        int length = length(row);
        return length < 0 ? null : new String(pages[pageOf[row]], offset(row), length, StandardCharsets.UTF_8);
    }

    private int page(byte[] array) {
        if (pageCount == 0 || pages[pageCount - 1] != array) {
            if (pageCount == pages.length) {
                pages = Arrays.copyOf(pages, 2 * pageCount);
            }
            pages[pageCount++] = array;
        }
        return pageCount - 1;
    }

    private int offset(int row) {
        return (int) (spans[row] >>> Integer.SIZE);
    }

    private int length(int row) {
        return (int) spans[row];
    }
}
