package io.varve.tiering.parquet;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the columns of some rows of a run, column by column and part by part. For a whole run the rows are placed by
 * position, so that reading them in that order later walks through memory from front to back. Not thread-safe.
 */
final class RowDecoder {

    private static final List<EventColumn> NUMBERS =
            List.of(EventColumn.POSITION, EventColumn.VERSION, EventColumn.TIME, EventColumn.RECORDED_AT);
    private static final List<EventColumn> REPEATED = List.of(EventColumn.EXTENSION_KEY, EventColumn.EXTENSION_VALUE);

    private final int firstRow;
    private final @Nullable Run wholeRun;
    private final int[] places;
    private final Map<EventColumn, NumberColumn> numbers = new EnumMap<>(EventColumn.class);
    private final Map<EventColumn, ByteColumn> bytes = new EnumMap<>(EventColumn.class);
    private final Map<EventColumn, RepeatedColumn> repeated = new EnumMap<>(EventColumn.class);
    private final SubjectColumn subjects;
    private boolean placed;

    private RowDecoder(int firstRow, int rows, @Nullable Run wholeRun) {
        this.firstRow = firstRow;
        this.wholeRun = wholeRun;
        this.places = new int[rows];
        Arrays.setAll(places, row -> row);
        this.placed = wholeRun == null;
        this.subjects = new SubjectColumn(rows);
        for (EventColumn column : NUMBERS) {
            numbers.put(column, new NumberColumn(rows));
        }
        for (EventColumn column : REPEATED) {
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
    void decode(ChunkReader chunk) {
        EventColumn column = chunk.column();
        ColumnPages pages = new ColumnPages(chunk, firstRow, places);
        NumberColumn number = numbers.get(column);
        RepeatedColumn several = repeated.get(column);
        if (number != null) {
            pages.readNumbers(number);
        } else if (several != null) {
            pages.readRepeated(several);
        } else if (column == EventColumn.SUBJECT) {
            pages.readPlain(subjects);
        } else {
            decodeBytes(pages, chunk);
        }
        if (!placed && wholeRun != null) {
            place(numbers(EventColumn.POSITION), wholeRun);
        }
    }

    int rows() {
        return places.length;
    }

    NumberColumn numbers(EventColumn column) {
        return known(numbers, column);
    }

    ByteColumn bytes(EventColumn column) {
        return known(bytes, column);
    }

    RepeatedColumn repeated(EventColumn column) {
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

    private void decodeBytes(ColumnPages pages, ChunkReader chunk) {
        ChunkReader.Page dictionary = chunk.dictionary();
        if (dictionary != null) {
            DictionaryColumn target = new DictionaryColumn(dictionary, places.length);
            bytes.put(chunk.column(), target);
            pages.readNumbered(target);
        } else if (bytes.computeIfAbsent(chunk.column(), unused -> new PlainColumn(places.length))
                instanceof PlainColumn target) {
            pages.readPlain(target);
        }
    }

    private static <T> T known(Map<EventColumn, T> columns, EventColumn column) {
        T known = columns.get(column);
        if (known == null) {
            throw new IllegalStateException(column + " was not read");
        }
        return known;
    }
}
