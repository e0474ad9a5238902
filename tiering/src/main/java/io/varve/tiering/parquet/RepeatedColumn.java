package io.varve.tiering.parquet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column of which a row may have several values; most have none. */
final class RepeatedColumn {

    private final @Nullable List<Slice>[] values;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists can be made in no other way
    RepeatedColumn(int rows) {
        this.values = new List[rows];
    }

    void add(int row, byte[] array, int offset, int length) {
        List<Slice> list = values[row];
        if (list == null) {
            list = new ArrayList<>(4);
            values[row] = list;
        }
        list.add(new Slice().set(array, offset, length));
    }

    List<Slice> values(int row) {
        List<Slice> list = values[row];
        return list == null ? List.of() : list;
    }
}
