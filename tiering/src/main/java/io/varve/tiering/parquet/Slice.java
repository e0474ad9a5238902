package io.varve.tiering.parquet;

/** A part of an array, reused from value to value; its length is -1 for an absent value. */
final class Slice {

    byte[] array = {};
    int offset;
    int length;

    Slice set(byte[] newArray, int newOffset, int newLength) {
        array = newArray;
        offset = newOffset;
        length = newLength;
        return this;
    }
}
