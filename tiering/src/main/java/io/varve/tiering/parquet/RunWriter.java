package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.function.IntToLongFunction;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** Writes a run as one row group, column by column. Not thread-safe. */
final class RunWriter implements AutoCloseable {

    /** One value in 33 is taken for present wrongly; a smaller share would double the filter of a full run. */
    private static final double BLOOM_FALSE_POSITIVES = 0.03;

    private final ParquetFileWriter file;
    private final EventFileSettings settings;
    private final PageCompressor compressor;
    private final Slice slice = new Slice();

    RunWriter(ParquetFileWriter file, EventFileSettings settings) {
        this.file = file;
        this.settings = settings;
        this.compressor = new PageCompressor(settings.zstdLevel());
    }

    /** Writes the sorted run. */
    void write(RunBuffer run) throws IOException {
        file.startBlock(run.size());
        writeNumbers(run, EventColumn.POSITION, run::position);
        writeNumbers(run, EventColumn.VERSION, run::version);
        writeIds(run);
        writeRepeating(run, EventColumn.SOURCE, ContentFields.SOURCE);
        writeSubjects(run);
        writeRepeating(run, EventColumn.TYPE, ContentFields.TYPE);
        writeTimes(run);
        writePlain(run, EventColumn.TIME_TEXT, ContentFields.TIME_TEXT, true);
        writeNumbers(run, EventColumn.RECORDED_AT, run::recordedAtMicros);
        writeRepeating(run, EventColumn.DATA_CONTENT_TYPE, ContentFields.DATA_CONTENT_TYPE);
        writeRepeating(run, EventColumn.DATA_SCHEMA, ContentFields.DATA_SCHEMA);
        writePlain(run, EventColumn.DATA, ContentFields.DATA, false);
        writeExtensions(run, EventColumn.EXTENSION_KEY, 0);
        writeExtensions(run, EventColumn.EXTENSION_VALUE, 1);
        file.endBlock();
    }

    @Override
    public void close() {
        compressor.close();
    }

    private void writeNumbers(RunBuffer run, EventColumn column, IntToLongFunction value) throws IOException {
        ChunkWriter chunk = chunk(column, run.size(), run.size(), null);
        for (int row = 0; row < run.size(); row++) {
            chunk.putLong(value.applyAsLong(row));
            chunk.endRow();
        }
        chunk.end();
    }

    private void writeTimes(RunBuffer run) throws IOException {
        ChunkWriter chunk = chunk(EventColumn.TIME, run.size(), run.values(ContentFields.TIME), null);
        for (int row = 0; row < run.size(); row++) {
            if (run.has(row, ContentFields.TIME)) {
                chunk.putLong(run.timeMicros(row));
            } else {
                chunk.putAbsent();
            }
            chunk.endRow();
        }
        chunk.end();
    }

    private void writeIds(RunBuffer run) throws IOException {
        BloomFilter filter = bloomFilter(run.size());
        ChunkWriter chunk = chunk(EventColumn.ID, run.size(), run.size(), null);
        for (int row = 0; row < run.size(); row++) {
            run.locate(row, ContentFields.ID, slice);
            chunk.putBytes(slice.array, slice.offset, slice.length);
            Binary value = chunk.count(slice.array, slice.offset, slice.length);
            filter.insertHash(filter.hash(value));
            chunk.endRow();
        }
        chunk.end();
        file.addBloomFilter("id", filter);
    }

    private void writeSubjects(RunBuffer run) throws IOException {
        BloomFilter filter = bloomFilter(run.aggregates().size());
        ChunkWriter chunk = chunk(EventColumn.SUBJECT, run.size(), run.size(), null);
        for (AggregateRows aggregate : run.aggregates()) {
            byte[] subject = aggregate.bytes();
            for (int i = 0; i < aggregate.count(); i++) {
                chunk.putBytes(subject, 0, subject.length);
                if (chunk.atPageStart() || i == 0) {
                    chunk.count(subject, 0, subject.length);
                }
                chunk.endRow();
            }
            filter.insertHash(filter.hash(Binary.fromConstantByteArray(subject)));
        }
        chunk.end();
        file.addBloomFilter("subject", filter);
    }

    /** A column whose values repeat, by a dictionary unless it would be large. */
    private void writeRepeating(RunBuffer run, EventColumn column, int field) throws IOException {
        ValueDictionary dictionary = run.dictionary(field);
        if (dictionary.tooLarge()) {
            writePlain(run, column, field, true);
            return;
        }
        ChunkWriter chunk = chunk(column, run.size(), run.values(field), dictionary);
        for (int row = 0; row < run.size(); row++) {
            int number = run.number(row, field);
            if (number == ValueDictionary.ABSENT) {
                chunk.putAbsent();
            } else {
                chunk.putNumber(number);
            }
            chunk.endRow();
        }
        chunk.end();
    }

    private void writePlain(RunBuffer run, EventColumn column, int field, boolean withStatistics) throws IOException {
        ChunkWriter chunk = chunk(column, run.size(), run.values(field), null);
        if (!withStatistics) {
            chunk.dropStatistics();
        }
        for (int row = 0; row < run.size(); row++) {
            if (run.has(row, field)) {
                run.locate(row, field, slice);
                chunk.putBytes(slice.array, slice.offset, slice.length);
                if (withStatistics) {
                    chunk.count(slice.array, slice.offset, slice.length);
                }
            } else {
                chunk.putAbsent();
            }
            chunk.endRow();
        }
        chunk.end();
    }

    /** The names (part 0) or the values (part 1) of the extensions. */
    private void writeExtensions(RunBuffer run, EventColumn column, int part) throws IOException {
        int entries = run.extensions() + run.size() - run.extendedRows();
        ChunkWriter chunk = chunk(column, entries, run.extensions(), null);
        for (int row = 0; row < run.size(); row++) {
            int extensions = run.extensions(row);
            if (extensions == 0) {
                chunk.putAbsent();
            } else {
                run.openExtensions(row);
                for (int i = 0; i < 2 * extensions; i++) {
                    run.nextExtensionField(row, slice);
                    if (i % 2 == part) {
                        chunk.putRepeated(i == part, slice.array, slice.offset, slice.length);
                    }
                }
            }
            chunk.endRow();
        }
        chunk.end();
    }

    private ChunkWriter chunk(EventColumn column, long entries, long present, @Nullable ValueDictionary dictionary)
            throws IOException {
        return new ChunkWriter(file, compressor, settings, column.descriptor(), entries, present, dictionary);
    }

    private static BloomFilter bloomFilter(int distinct) {
        int bits = BlockSplitBloomFilter.optimalNumOfBits(distinct, BLOOM_FALSE_POSITIVES);
        return new BlockSplitBloomFilter(bits / Byte.SIZE);
    }
}
