package io.varve.tiering.parquet;

import java.util.BitSet;

/** A column of numbers, by row. */
final class NumberColumn {

    private final long[] values;
    private final BitSet present;

    NumberColumn(int rows) {
        this.values = new long[rows];
        this.present = new BitSet(rows);
    }

    void set(int row, long value) {
        values[row] = value;
        present.set(row);
    }

    void setAbsent(int row) {
        present.clear(row);
    }

    /** Replaces all values by numbers that follow each other. */
    void setSequence(long first) {
        for (int row = 0; row < values.length; row++) {
            values[row] = first + row;
        }
    }

    boolean has(int row) {
        return present.get(row);
    }

    long value(int row) {
        return values[row];
    }
}
