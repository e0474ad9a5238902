package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the columns of some rows of a run, column by column and part by part. For a whole run the rows are placed by
 * position, so that reading them in that order later walks through memory from front to back. Not thread-safe.
 */
final class RowDecoder {

    private final int firstRow;
    private final @Nullable Run wholeRun;
    private final int[] places;
    private final Map<ColumnDescriptor, NumberColumn> numbers = new HashMap<>();
    private final Map<ColumnDescriptor, ByteColumn> bytes = new HashMap<>();
    private final Map<ColumnDescriptor, RepeatedColumn> repeated = new HashMap<>();
    private final SubjectColumn subjects;
    private boolean placed;

    private RowDecoder(int firstRow, int rows, @Nullable Run wholeRun) {
        this.firstRow = firstRow;
        this.wholeRun = wholeRun;
        this.places = new int[rows];
        Arrays.setAll(places, row -> row);
        this.placed = wholeRun == null;
        this.subjects = new SubjectColumn(rows);
        for (ColumnDescriptor column :
                List.of(EventSchema.POSITION, EventSchema.VERSION, EventSchema.TIME, EventSchema.RECORDED_AT)) {
            numbers.put(column, new NumberColumn(rows));
        }
        for (ColumnDescriptor column : List.of(EventSchema.EXTENSION_KEY, EventSchema.EXTENSION_VALUE)) {
            repeated.put(column, new RepeatedColumn(rows));
        }
    }

    /** For all rows of the run, placed by position. */
    static RowDecoder ofRun(Run run) {
        return new RowDecoder(0, run.events(), run);
    }

    /** For some rows, in row order. */
    static RowDecoder ofRows(int firstRow, int rows) {
        return new RowDecoder(firstRow, rows, null);
    }

    /** Takes the pages of a column; for a whole run that of the positions comes first. */
    void decode(PageReadStore store, ColumnDescriptor column) throws IOException {
        ColumnPages pages = new ColumnPages(store, column, firstRow, places);
        NumberColumn number = numbers.get(column);
        RepeatedColumn several = repeated.get(column);
        if (number != null) {
            pages.readNumbers(number);
        } else if (several != null) {
            pages.readRepeated(several);
        } else if (column.equals(EventSchema.SUBJECT)) {
            pages.readPlain(subjects);
        } else {
            decodeBytes(pages, column);
        }
        if (!placed && wholeRun != null) {
            place(numbers(EventSchema.POSITION), wholeRun);
        }
    }

    int rows() {
        return places.length;
    }

    NumberColumn numbers(ColumnDescriptor column) {
        return known(numbers, column);
    }

    ByteColumn bytes(ColumnDescriptor column) {
        return known(bytes, column);
    }

    RepeatedColumn repeated(ColumnDescriptor column) {
        return known(repeated, column);
    }

    SubjectColumn subjects() {
        return subjects;
    }

    private void place(NumberColumn positions, Run run) {
        boolean[] taken = new boolean[places.length];
        for (int row = 0; row < places.length; row++) {
            long place = positions.value(row) - run.firstPosition();
            if (place < 0 || place >= places.length || taken[(int) place]) {
                throw new ParquetDecodingException(
                        "position " + positions.value(row) + " is out of its run or comes twice");
            }
            taken[(int) place] = true;
            places[row] = (int) place;
        }
        positions.setSequence(run.firstPosition());
        placed = true;
    }

    private void decodeBytes(ColumnPages pages, ColumnDescriptor column) throws IOException {
        DictionaryPage dictionary = pages.dictionary();
        if (dictionary != null) {
            DictionaryColumn target = new DictionaryColumn(dictionary, places.length);
            bytes.put(column, target);
            pages.readNumbered(target);
        } else if (bytes.computeIfAbsent(column, unused -> new PlainColumn(places.length))
                instanceof PlainColumn target) {
            pages.readPlain(target);
        }
    }

    private static <T> T known(Map<ColumnDescriptor, T> columns, ColumnDescriptor column) {
        T known = columns.get(column);
        if (known == null) {
            throw new IllegalStateException(column + " was not read");
        }
        return known;
    }
}
