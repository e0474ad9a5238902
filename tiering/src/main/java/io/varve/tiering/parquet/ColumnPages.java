package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the pages of one column. Of the rows in the pages only those from {@code firstRow} on are wanted, as many as
 * there are places; each is stored at its place. Not thread-safe.
 */
final class ColumnPages {

    private static final byte[] NOTHING = {};

    private final ColumnDescriptor column;
    private final PageReader pages;
    private final int firstRow;
    private final int[] places;
    private int nextRow;

    ColumnPages(PageReadStore store, ColumnDescriptor column, int firstRow, int[] places) {
        this.column = column;
        this.pages = store.getPageReader(column);
        this.firstRow = firstRow;
        this.places = places;
    }

    /** The dictionary of the chunk, if it has one. */
    @Nullable
    DictionaryPage dictionary() {
        return pages.readDictionaryPage();
    }

    void readNumbers(NumberColumn target) throws IOException {
        read(
                Encoding.PLAIN,
                values -> place -> {
                    long number = values.nextLong();
                    if (place >= 0) {
                        target.set(place, number);
                    }
                },
                target::setAbsent);
    }

    void readPlain(PlainTarget target) throws IOException {
        read(
                Encoding.PLAIN,
                values -> place -> {
                    int length = values.nextInt();
                    int offset = values.skip(length);
                    if (place >= 0) {
                        target.set(place, values.array(), offset, length);
                    }
                },
                place -> target.set(place, NOTHING, 0, -1));
    }

    void readNumbered(DictionaryColumn target) throws IOException {
        read(
                Encoding.RLE_DICTIONARY,
                values -> {
                    PageLevels numbers = values.numbers();
                    return place -> {
                        int number = numbers.next();
                        if (place >= 0) {
                            target.set(place, number);
                        }
                    };
                },
                place -> target.set(place, ValueDictionary.ABSENT));
    }

    /** Reads a column of which a row may have several values, or none. */
    void readRepeated(RepeatedColumn target) throws IOException {
        int max = column.getMaxDefinitionLevel();
        int place = -1;
        for (DataPageV1 page = next(Encoding.PLAIN); page != null; page = next(Encoding.PLAIN)) {
            PageValues values = new PageValues(page.getBytes());
            PageLevels repetitions = values.levels(column.getMaxRepetitionLevel());
            PageLevels definitions = values.levels(max);
            for (int left = page.getValueCount(); left > 0; ) {
                int run = Math.min(left, Math.min(repetitions.run(), definitions.run()));
                if (repetitions.value() == 0 && definitions.value() < max) {
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
    }

    /** What takes the values of a page, each at the place it is told, or passes over one at -1. */
    private interface PageDecoder {
        IntConsumer open(PageValues values);
    }

    private void read(Encoding encoding, PageDecoder decoder, IntConsumer absent) throws IOException {
        int max = column.getMaxDefinitionLevel();
        for (DataPageV1 page = next(encoding); page != null; page = next(encoding)) {
            PageValues values = new PageValues(page.getBytes());
            PageLevels levels = max == 0 ? null : values.levels(max);
            IntConsumer present = decoder.open(values);
            for (int left = page.getValueCount(); left > 0; ) {
                int run = levels == null ? left : Math.min(left, levels.run());
                if (levels == null || levels.value() == max) {
                    for (int i = 0; i < run; i++) {
                        present.accept(takePlace());
                    }
                } else {
                    takeAbsent(run, absent);
                }
                if (levels != null) {
                    levels.skip(run);
                }
                left -= run;
            }
        }
    }

    private @Nullable DataPageV1 next(Encoding encoding) {
        DataPage page = pages.readPage();
        if (page == null) {
            return null;
        }
        if (!(page instanceof DataPageV1 known) || known.getValueEncoding() != encoding) {
            throw new ParquetDecodingException(column + " has a page that is not of version 1 in " + encoding);
        }
        page.getFirstRowIndex().ifPresent(index -> nextRow = Math.toIntExact(index));
        return known;
    }

    private void takeAbsent(int run, IntConsumer absent) {
        int from = Math.max(nextRow, firstRow);
        int to = Math.min(nextRow + run, firstRow + places.length);
        for (int row = from; row < to; row++) {
            absent.accept(places[row - firstRow]);
        }
        nextRow += run;
    }

    /** The place of the next row, or -1 where it is not wanted. */
    private int takePlace() {
        int row = nextRow++ - firstRow;
        return row >= 0 && row < places.length ? places[row] : -1;
    }
}
