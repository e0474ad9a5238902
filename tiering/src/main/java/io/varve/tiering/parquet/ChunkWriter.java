package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.BitSet;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Writes one column chunk, page by page straight into the file: data pages of version 1 that end exactly where the
 * settings say, values plain or as numbers of a dictionary. A chunk without any value is one page. Not thread-safe.
 */
final class ChunkWriter {

    private static final int SLAB_BYTES = 64;
    private static final int MAX_SLAB_BYTES = 64 << 10;

    private final ParquetFileWriter file;
    private final PageCompressor compressor;
    private final EventFileSettings settings;
    private final ColumnDescriptor column;
    private final PageBytes values;
    private final PageBytes page;
    private final @Nullable LevelWriter repetition;
    private final @Nullable LevelWriter definition;
    private final @Nullable ValueDictionary dictionary;
    private final @Nullable RunLengthBitPackingHybridEncoder numbers;
    private final BitSet numbersSeen = new BitSet();
    private final int numberBits;
    private final boolean empty;
    private Statistics<?> statistics;
    private boolean withoutStatistics;
    private int rows;
    private int pageValues;

    /**
     * Begins the chunk.
     *
     * @param entries number of values and absent values in the chunk
     * @param present number of values alone
     * @param dictionary its values; null for a plain chunk
     */
    ChunkWriter(
            ParquetFileWriter file,
            PageCompressor compressor,
            EventFileSettings settings,
            ColumnDescriptor column,
            long entries,
            long present,
            @Nullable ValueDictionary dictionary)
            throws IOException {
        this.file = file;
        this.compressor = compressor;
        this.values = compressor.values();
        this.page = compressor.page();
        values.clear();
        this.settings = settings;
        this.column = column;
        this.repetition = levels(column.getMaxRepetitionLevel());
        this.definition = levels(column.getMaxDefinitionLevel());
        this.empty = present == 0;
        this.dictionary = empty ? null : dictionary;
        this.numberBits = this.dictionary == null ? 0 : BytesUtils.getWidthFromMaxInt(this.dictionary.size() - 1);
        this.numbers = this.dictionary == null
                ? null
                : new RunLengthBitPackingHybridEncoder(
                        numberBits, SLAB_BYTES, MAX_SLAB_BYTES, HeapByteBufferAllocator.getInstance());
        this.statistics = Statistics.createStats(column.getPrimitiveType());
        file.startColumn(column, entries, CompressionCodecName.ZSTD);
        if (this.dictionary != null) {
            writeDictionary(this.dictionary);
        }
    }

    /** Leaves the chunk without statistics and column index; its values must then not be counted. */
    void dropStatistics() {
        withoutStatistics = true;
    }

    void putLong(long value) throws IOException {
        present();
        values.putLong(value);
        statistics.updateStats(value);
    }

    void putBytes(byte[] array, int offset, int length) throws IOException {
        present();
        values.putInt(length);
        values.write(array, offset, length);
    }

    /** Counts the value for the least and the greatest of its page; of equal values in a page, one is enough. */
    Binary count(byte[] array, int offset, int length) {
        Binary value = Binary.fromReusedByteArray(array, offset, length);
        statistics.updateStats(value);
        return value;
    }

    /** Whether the row to be ended is the first of its page. */
    boolean atPageStart() {
        return rows == 0;
    }

    void putNumber(int number) throws IOException {
        if (numbers == null || dictionary == null) {
            throw new IllegalStateException(column + " has no dictionary");
        }
        present();
        numbers.writeInt(number);
        if (!numbersSeen.get(number)) {
            numbersSeen.set(number);
            statistics.updateStats(Binary.fromConstantByteArray(dictionary.value(number)));
        }
    }

    /** An absent value. */
    void putAbsent() throws IOException {
        level(repetition, 0);
        level(definition, 0);
        statistics.incrementNumNulls();
        pageValues++;
    }

    /** A value of a row that has several. */
    void putRepeated(boolean first, byte[] array, int offset, int length) throws IOException {
        level(repetition, first ? 0 : 1);
        level(definition, column.getMaxDefinitionLevel());
        pageValues++;
        values.putInt(length);
        values.write(array, offset, length);
        count(array, offset, length);
    }

    void endRow() throws IOException {
        rows++;
        if (!empty && (rows == settings.pageRows() || values.size() >= settings.pageRawBytes())) {
            endPage();
        }
    }

    /** Ends the chunk. */
    void end() throws IOException {
        if (rows > 0) {
            endPage();
        }
        file.endColumn();
        closeLevels(repetition);
        closeLevels(definition);
        if (numbers != null) {
            numbers.close();
        }
    }

    private void present() throws IOException {
        level(definition, 1);
        pageValues++;
    }

    private void endPage() throws IOException {
        page.clear();
        endLevels(repetition, page);
        endLevels(definition, page);
        if (numbers == null) {
            page.write(values.array(), 0, values.size());
        } else {
            page.write(numberBits);
            numbers.toBytes().writeAllTo(page);
            numbers.reset();
        }
        file.writeDataPage(
                pageValues,
                page.size(),
                compressor.compress(page),
                withoutStatistics ? null : statistics,
                rows,
                Encoding.RLE,
                Encoding.RLE,
                numbers == null ? Encoding.PLAIN : Encoding.RLE_DICTIONARY);
        values.clear();
        numbersSeen.clear();
        statistics = Statistics.createStats(column.getPrimitiveType());
        rows = 0;
        pageValues = 0;
    }

    private void writeDictionary(ValueDictionary from) throws IOException {
        page.clear();
        for (int i = 0; i < from.size(); i++) {
            byte[] value = from.value(i);
            page.putInt(value.length);
            page.write(value, 0, value.length);
        }
        file.writeDictionaryPage(
                new DictionaryPage(compressor.compress(page), page.size(), from.size(), Encoding.PLAIN));
    }

    private @Nullable LevelWriter levels(int max) {
        return max == 0 ? null : new LevelWriter(max);
    }

    private static void level(@Nullable LevelWriter levels, int level) throws IOException {
        if (levels != null) {
            levels.put(level);
        }
    }

    private static void endLevels(@Nullable LevelWriter levels, PageBytes page) throws IOException {
        if (levels != null) {
            levels.endPage(page);
        }
    }

    private static void closeLevels(@Nullable LevelWriter levels) {
        if (levels != null) {
            levels.close();
        }
    }
}
