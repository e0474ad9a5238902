package io.varve.tiering.parquet;

import java.io.IOException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the pages of one column. Of the rows in the pages only those from {@code firstRow} on are wanted, as many as
 * there are places; each is stored at its place. Not thread-safe.
 */
final class ColumnPages {

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

    void readNumbers(NumberColumn target) throws IOException {
        for (DataPageV1 page = next(); page != null; page = next()) {
            PageValues values = new PageValues(page.getBytes());
            RunLengthBitPackingHybridDecoder levels = levels(values);
            require(page, Encoding.PLAIN);
            for (int i = page.getValueCount(); i > 0; i--) {
                boolean present = levels == null || levels.readInt() > 0;
                long value = present ? values.nextLong() : 0;
                int place = takePlace();
                if (place >= 0) {
                    target.set(place, present, value);
                }
            }
        }
    }

    /** The dictionary of the chunk, if it has one. */
    @Nullable
    DictionaryPage dictionary() {
        return pages.readDictionaryPage();
    }

    void readPlain(PlainTarget target) throws IOException {
        for (DataPageV1 page = next(); page != null; page = next()) {
            PageValues values = new PageValues(page.getBytes());
            RunLengthBitPackingHybridDecoder levels = levels(values);
            require(page, Encoding.PLAIN);
            for (int i = page.getValueCount(); i > 0; i--) {
                int length = -1;
                int offset = 0;
                if (levels == null || levels.readInt() > 0) {
                    length = values.nextInt();
                    offset = values.skip(length);
                }
                int place = takePlace();
                if (place >= 0) {
                    target.set(place, values.array(), offset, length);
                }
            }
        }
    }

    void readNumbered(DictionaryColumn target) throws IOException {
        for (DataPageV1 page = next(); page != null; page = next()) {
            PageValues values = new PageValues(page.getBytes());
            RunLengthBitPackingHybridDecoder levels = levels(values);
            require(page, Encoding.RLE_DICTIONARY);
            RunLengthBitPackingHybridDecoder numbers = values.numbers();
            for (int i = page.getValueCount(); i > 0; i--) {
                int number = levels == null || levels.readInt() > 0 ? numbers.readInt() : ValueDictionary.ABSENT;
                int place = takePlace();
                if (place >= 0) {
                    target.set(place, number);
                }
            }
        }
    }

    void readRepeated(RepeatedColumn target) throws IOException {
        int place = -1;
        for (DataPageV1 page = next(); page != null; page = next()) {
            PageValues values = new PageValues(page.getBytes());
            RunLengthBitPackingHybridDecoder repetitions = values.levels(column.getMaxRepetitionLevel());
            RunLengthBitPackingHybridDecoder definitions = values.levels(column.getMaxDefinitionLevel());
            require(page, Encoding.PLAIN);
            for (int i = page.getValueCount(); i > 0; i--) {
                if (repetitions.readInt() == 0) {
                    place = takePlace();
                }
                if (definitions.readInt() == column.getMaxDefinitionLevel()) {
                    int length = values.nextInt();
                    int offset = values.skip(length);
                    if (place >= 0) {
                        target.add(place, values.array(), offset, length);
                    }
                }
            }
        }
    }

    private @Nullable DataPageV1 next() {
        DataPage page = pages.readPage();
        if (page == null) {
            return null;
        }
        if (!(page instanceof DataPageV1 known)) {
            throw new ParquetDecodingException(column + " has pages of another version");
        }
        page.getFirstRowIndex().ifPresent(index -> nextRow = Math.toIntExact(index));
        return known;
    }

    private @Nullable RunLengthBitPackingHybridDecoder levels(PageValues values) {
        return column.getMaxDefinitionLevel() == 0 ? null : values.levels(column.getMaxDefinitionLevel());
    }

    /** The place of the next row, or -1 where it is not wanted. */
    private int takePlace() {
        int row = nextRow++ - firstRow;
        return row >= 0 && row < places.length ? places[row] : -1;
    }

    private void require(DataPageV1 page, Encoding encoding) {
        if (page.getValueEncoding() != encoding) {
            throw new ParquetDecodingException(
                    column + " is encoded as " + page.getValueEncoding() + ", must be " + encoding);
        }
    }
}
