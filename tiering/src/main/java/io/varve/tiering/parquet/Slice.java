package io.varve.tiering.parquet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    Slice setAbsent() {
        return set(array, 0, -1);
    }

    byte[] copy() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    String text() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }
}
