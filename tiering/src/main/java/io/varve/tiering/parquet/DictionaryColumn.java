package io.varve.tiering.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/** A column whose values repeat: each of them is made into a text once. */
final class DictionaryColumn implements ByteColumn {

    private final PlainColumn values;
    private final String[] texts;
    private final int[] numbers;

    DictionaryColumn(DictionaryPage dictionary, int rows) throws IOException {
        int size = dictionary.getDictionarySize();
        PageValues page = new PageValues(dictionary.getBytes());
        if (size < 0 || size > dictionary.getBytes().size() / Integer.BYTES) { // each has its length before it
            throw new ParquetDecodingException(
                    "a dictionary of " + dictionary.getBytes().size() + " bytes with " + size + " values");
        }
        this.values = new PlainColumn(size);
        this.texts = new String[size];
        this.numbers = new int[rows];
        for (int i = 0; i < size; i++) {
            int length = page.nextInt();
            int offset = page.skip(length);
            values.set(i, page.array(), offset, length);
            texts[i] = new String(page.array(), offset, length, StandardCharsets.UTF_8);
        }
    }

    void set(int row, int number) {
        numbers[row] = number;
    }

    @Override
    public void locate(int row, Slice slice) {
        if (numbers[row] == ValueDictionary.ABSENT) {
            slice.setAbsent();
        } else {
            values.locate(numbers[row], slice);
        }
    }

    @Override
    public @Nullable String text(int row) {
        return numbers[row] == ValueDictionary.ABSENT ? null : texts[numbers[row]];
    }
}
