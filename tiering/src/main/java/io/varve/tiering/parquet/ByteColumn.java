package io.varve.tiering.parquet;

import org.jspecify.annotations.Nullable;

/** A column of texts or bytes, by row. */
interface ByteColumn {

    /** Points the slice at the value; its length is -1 where there is none. */
    void locate(int row, Slice slice);

    /** The value as text; null where there is none. */
    @Nullable
    String text(int row);
}
