package io.varve.tiering.parquet;

import java.util.function.IntConsumer;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Decodes the pages of one column. Of the rows in the pages only those from {@code firstRow} on are wanted, as many as
 * there are places; each is stored at its place, what lies before is passed over, what lies behind not looked at. Not
 * thread-safe.
 */
final class ColumnPages {

    private static final byte[] NOTHING = {};

    private final ChunkReader chunk;
    private final int maxRepetition;
    private final int maxDefinition;
    private final int firstRow;
    private final int endRow;
    private final int[] places;
    private int nextRow;

    ColumnPages(ChunkReader chunk, int firstRow, int[] places) {
        this.chunk = chunk;
        this.maxRepetition = chunk.column().descriptor().getMaxRepetitionLevel();
        this.maxDefinition = chunk.column().descriptor().getMaxDefinitionLevel();
        this.firstRow = firstRow;
        this.endRow = firstRow + places.length;
        this.places = places;
        this.nextRow = chunk.firstRow();
    }

    void readNumbers(NumberColumn target) {
        read(
                PageHeader.PLAIN,
                values -> new Values() {
                    @Override
                    public void skip(int count) {
                        values.skip(Math.multiplyExact(count, Long.BYTES));
                    }

                    @Override
                    public void take(int place) {
                        target.set(place, values.nextLong());
                    }
                },
                target::setAbsent);
    }

    void readPlain(PlainTarget target) {
        read(
                PageHeader.PLAIN,
                values -> new Values() {
                    @Override
                    public void skip(int count) {
                        for (int i = 0; i < count; i++) {
                            values.skip(values.nextInt());
                        }
                    }

                    @Override
                    public void take(int place) {
                        int length = values.nextInt();
                        target.set(place, values.array(), values.skip(length), length);
                    }
                },
                place -> target.set(place, NOTHING, 0, -1));
    }

    void readNumbered(DictionaryColumn target) {
        read(
                PageHeader.RLE_DICTIONARY,
                values -> {
                    PageLevels numbers = values.numbers();
                    return new Values() {
                        @Override
                        public void skip(int count) {
                            numbers.pass(count);
                        }

                        @Override
                        public void take(int place) {
                            target.set(place, numbers.next());
                        }
                    };
                },
                place -> target.set(place, ValueDictionary.ABSENT));
    }

    /** Reads a column of which a row may have several values, or none. */
    void readRepeated(RepeatedColumn target) {
        int place = -1;
        for (ChunkReader.Page page = chunk.next(PageHeader.PLAIN); page != null; page = chunk.next(PageHeader.PLAIN)) {
            PageValues values = page.values();
            PageLevels repetitions = values.levels(maxRepetition);
            PageLevels definitions = values.levels(maxDefinition);
            for (int left = page.count(); left > 0; ) {
                int run = Math.min(left, Math.min(repetitions.run(), definitions.run()));
                if (repetitions.value() == 0 && nextRow >= endRow) {
                    return;
                }
                if (repetitions.value() == 0 && definitions.value() < maxDefinition) {
                    nextRow += run; // rows without a value
                } else {
                    run = 1;
                    place = repetitions.value() == 0 ? takePlace() : place;
                    int length = values.nextInt();
                    int offset = values.skip(length);
                    if (place >= 0) {
                        target.add(place, values.array(), offset, length);
                    }
                }
                repetitions.skip(run);
                definitions.skip(run);
                left -= run;
            }
        }
        requireAll();
    }

    /** The values of a page, one after the other. */
    private interface Values {

        /** Passes over values that are not wanted. */
        void skip(int count);

        /** Stores the next value at this place. */
        void take(int place);
    }

    /** Opens the values of a page, behind their levels. */
    private interface PageOpening {
        Values open(PageValues values);
    }

    private void read(int encoding, PageOpening opening, IntConsumer absent) {
        while (nextRow < endRow) {
            ChunkReader.Page page = chunk.next(encoding);
            if (page == null) {
                break;
            }
            PageLevels levels = maxDefinition == 0 ? null : page.values().levels(maxDefinition);
            Values values = opening.open(page.values());
            for (int left = page.count(); left > 0 && nextRow < endRow; ) {
                int run = levels == null ? left : Math.min(left, levels.run());
                int unwanted = Math.max(0, Math.min(run, firstRow - nextRow));
                int wanted = Math.min(run - unwanted, endRow - nextRow - unwanted);
                boolean present = levels == null || levels.value() == maxDefinition;
                if (present && unwanted > 0) {
                    values.skip(unwanted);
                }
                nextRow += unwanted;
                if (present) {
                    for (int i = 0; i < wanted; i++) {
                        values.take(places[nextRow++ - firstRow]);
                    }
                } else {
                    for (int i = 0; i < wanted; i++) {
                        absent.accept(places[nextRow++ - firstRow]);
                    }
                }
                if (levels != null) {
                    levels.skip(run);
                }
                left -= run;
            }
        }
        requireAll();
    }

    private void requireAll() {
        if (nextRow < endRow) {
            throw new ParquetDecodingException(
                    chunk.column() + " ends before row " + nextRow + ", must have those up to " + endRow);
        }
    }

    /** The place of the next row, or -1 where it is not wanted. */
    private int takePlace() {
        int row = nextRow++ - firstRow;
        return row >= 0 && row < places.length ? places[row] : -1;
    }
}
