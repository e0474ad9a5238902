package io.varve.tiering.parquet;

/** Takes the values of a plain column, in row order. */
interface PlainTarget {

    /**
     * Takes the next value.
     *
     * @param place where it is asked for later
     * @param length -1 for an absent value
     */
    void set(int place, byte[] array, int offset, int length);
}
