package io.varve.tiering.parquet;

import io.varve.ingest.event.AggregateId;
import java.util.ArrayList;
import java.util.List;

/**
 * The aggregates of some rows: told in row order, where the rows of one aggregate follow each other, so that each is
 * made once; asked for by place.
 */
final class SubjectColumn implements PlainTarget {

    private final int[] numbers;
    private final List<AggregateId> aggregates = new ArrayList<>();
    private final List<Slice> bytes = new ArrayList<>();
    private Slice last = new Slice();

    SubjectColumn(int rows) {
        this.numbers = new int[rows];
    }

    @Override
    public void set(int place, byte[] array, int offset, int length) {
        if (aggregates.isEmpty() || !last.same(array, offset, length)) {
            last = new Slice().set(array, offset, length);
            bytes.add(last);
            aggregates.add(new AggregateId(last.text()));
        }
        numbers[place] = aggregates.size() - 1;
    }

    /** Number of the aggregate at a place among those told, in row order. */
    int number(int place) {
        return numbers[place];
    }

    /** Number of aggregates told. */
    int count() {
        return aggregates.size();
    }

    AggregateId aggregate(int number) {
        return aggregates.get(number);
    }

    /** The bytes of an aggregate. */
    Slice bytes(int number) {
        return bytes.get(number);
    }
}
