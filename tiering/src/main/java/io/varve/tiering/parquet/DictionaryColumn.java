package io.varve.tiering.parquet;

import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/** A column whose values repeat: each of them is made into a text when it is first asked for. */
final class DictionaryColumn implements ByteColumn {

    private final PlainColumn values;
    private final @Nullable String[] texts;
    private final int[] numbers;

    DictionaryColumn(ChunkReader.Page dictionary, int rows) {
        int size = dictionary.count();
        PageValues page = dictionary.values();
        if (size < 0 || size > page.size() / Integer.BYTES) { // each has its length before it
            throw new ParquetDecodingException("a dictionary of " + page.size() + " bytes with " + size + " values");
        }
        this.values = new PlainColumn(size);
        this.texts = new String[size];
        this.numbers = new int[rows];
        for (int i = 0; i < size; i++) {
            int length = page.nextInt();
            int offset = page.skip(length);
            values.set(i, page.array(), offset, length);
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
        int number = numbers[row];
        if (number == ValueDictionary.ABSENT) {
            return null;
        }
        String text = texts[number];
        if (text == null) {
            text = values.text(number);
            texts[number] = text; // another thread may make an equal one
        }
        return text;
    }
}
