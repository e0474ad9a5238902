package io.varve.tiering.parquet;

import io.varve.ingest.event.AggregateId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The aggregates of some rows: told in row order, where the rows of one aggregate follow each other, so that each is
 * kept and made once; asked for by place.
 */
final class SubjectColumn implements PlainTarget {

    private static final int AGGREGATES = 64;

    private final int[] numbers;
    private byte[][] arrays = new byte[AGGREGATES][];
    private int[] offsets = new int[AGGREGATES];
    private int[] lengths = new int[AGGREGATES];
    private @Nullable AggregateId[] made = {};
    private int count;

    SubjectColumn(int rows) {
        this.numbers = new int[rows];
    }

    @Override
    public void set(int place, byte[] array, int offset, int length) {
        if (count == 0 || !isLast(array, offset, length)) {
            if (count == arrays.length) {
                arrays = Arrays.copyOf(arrays, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            arrays[count] = array;
            offsets[count] = offset;
            lengths[count] = length;
            count++;
        }
        numbers[place] = count - 1;
    }

    /** Ends the telling; aggregates can be asked for from then on, by several threads. */
    void end() {
        made = new AggregateId[count];
    }

    /** Number of the aggregate at a place among those told, in row order. */
    int number(int place) {
        return numbers[place];
    }

    /** Number of aggregates told. */
    int count() {
        return count;
    }

    /** The aggregate; made when it is first asked for, since a digest needs none. */
    AggregateId aggregate(int number) {
        AggregateId aggregate = made[number];
        if (aggregate == null) {
            Slice slice = new Slice();
            locate(number, slice);
            aggregate = new AggregateId(slice.text());
            made[number] = aggregate; // another thread may make an equal one
        }
        return aggregate;
    }

    /** Points the slice at the bytes of an aggregate. */
    void locate(int number, Slice slice) {
        slice.set(arrays[number], offsets[number], lengths[number]);
    }

    private boolean isLast(byte[] array, int offset, int length) {
        int last = count - 1;
        int start = offsets[last];
        return Arrays.equals(arrays[last], start, start + lengths[last], array, offset, offset + length);
    }
}
