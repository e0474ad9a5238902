package io.varve.tiering.parquet;

import io.varve.ingest.event.MalformedEventException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The events of the run being written: their contents in large chunks, and a few numbers for each. {@link #sort} brings
 * them from position order into row order. Used again from run to run; not thread-safe.
 */
final class RunBuffer {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int VERSION = 0;
    private static final int RECORDED_AT = 1;
    private static final int TIME_MICROS = 2;
    private static final int LONGS = 3;

    private static final int INDEX = 0;
    private static final int CHUNK = 1;
    private static final int START = 2;
    private static final int LENGTH = 3;
    private static final int PRESENT = 4;
    private static final int EXTENSIONS = 5;
    private static final int NUMBERS = 6;
    private static final int ID_START = NUMBERS + 4;
    private static final int ID_LENGTH = ID_START + 1;
    private static final int DATA_START = ID_START + 2;
    private static final int DATA_LENGTH = ID_START + 3;
    private static final int INTS = ID_START + 4;

    /** The fields that are kept as a number in a dictionary as well. */
    private static final int[] NUMBERED = {
        ContentFields.SOURCE, ContentFields.TYPE, ContentFields.DATA_CONTENT_TYPE, ContentFields.DATA_SCHEMA
    };

    private final ContentChunks contents = new ContentChunks();
    private final ContentFields fields = new ContentFields();
    private final AggregateTable table = new AggregateTable();
    private final ValueDictionary[] dictionaries = new ValueDictionary[NUMBERED.length];
    private final int[] values = new int[ContentFields.COUNT];

    private List<AggregateRows> aggregates = List.of();
    private int[] aggregateOf = {};
    private long[] longs = {};
    private int[] ints = {};
    private long[] rowLongs = {};
    private int[] rowInts = {};
    private long firstPosition;
    private long rawBytes;
    private int size;
    private int extended;
    private int extensions;
    private long minTimeMicros;
    private long maxTimeMicros;

    RunBuffer() {
        Arrays.setAll(dictionaries, i -> new ValueDictionary());
        clear();
    }

    /**
     * Takes a copy of the event.
     *
     * @throws MalformedEventException if the content is not that of an event
     * @throws IllegalArgumentException if the version does not follow that of the aggregate's event before
     */
    void add(long position, long version, long recordedAtMicros, byte[] content) {
        fields.parse(content, 0, content.length);
        fields.skipExtensions();
        int aggregate =
                table.add(content, fields.start(ContentFields.SUBJECT), fields.length(ContentFields.SUBJECT), version);
        if (size == 0) {
            firstPosition = position;
        }
        if (size == aggregateOf.length) {
            grow();
        }
        aggregateOf[size] = aggregate;
        contents.add(content);
        int atLongs = size * LONGS;
        longs[atLongs + VERSION] = version;
        longs[atLongs + RECORDED_AT] = recordedAtMicros;
        if (fields.length(ContentFields.TIME) >= 0) {
            long time = (long) LONG.get(content, fields.start(ContentFields.TIME));
            longs[atLongs + TIME_MICROS] = time;
            minTimeMicros = Math.min(minTimeMicros, time);
            maxTimeMicros = Math.max(maxTimeMicros, time);
        }
        int atInts = size * INTS;
        ints[atInts + INDEX] = size;
        ints[atInts + CHUNK] = contents.chunk();
        int start = contents.end() - content.length;
        ints[atInts + START] = start;
        ints[atInts + LENGTH] = content.length;
        ints[atInts + PRESENT] = countPresent();
        ints[atInts + EXTENSIONS] = fields.extensions();
        ints[atInts + ID_START] = start + fields.start(ContentFields.ID);
        ints[atInts + ID_LENGTH] = fields.length(ContentFields.ID);
        ints[atInts + DATA_START] = start + fields.start(ContentFields.DATA);
        ints[atInts + DATA_LENGTH] = fields.length(ContentFields.DATA);
        for (int i = 0; i < NUMBERED.length; i++) {
            ints[atInts + NUMBERS + i] =
                    dictionaries[i].number(content, fields.start(NUMBERED[i]), fields.length(NUMBERED[i]));
        }
        extensions += fields.extensions();
        extended += fields.extensions() > 0 ? 1 : 0;
        rawBytes += content.length;
        size++;
    }

    /** Number of events, and of rows. */
    int size() {
        return size;
    }

    long firstPosition() {
        return firstPosition;
    }

    /** Bytes of all contents. */
    long rawBytes() {
        return rawBytes;
    }

    /** Log time of the event added first. */
    long minRecordedAtMicros() {
        return longs[RECORDED_AT];
    }

    /** Log time of the event added last. */
    long maxRecordedAtMicros() {
        return longs[(size - 1) * LONGS + RECORDED_AT];
    }

    /** Least business time; meaningless where no event has one. */
    long minTimeMicros() {
        return minTimeMicros;
    }

    /** Greatest business time; meaningless where no event has one. */
    long maxTimeMicros() {
        return maxTimeMicros;
    }

    /** Puts the events in order of their aggregate's bytes and their version; the row methods work from then on. */
    void sort() {
        aggregates = table.sort();
        for (int i = 0; i < size; i++) {
            int target = table.takeRow(aggregateOf[i]);
            System.arraycopy(longs, i * LONGS, rowLongs, target * LONGS, LONGS);
            System.arraycopy(ints, i * INTS, rowInts, target * INTS, INTS);
        }
    }

    /** The aggregates in row order. */
    List<AggregateRows> aggregates() {
        return aggregates;
    }

    long position(int row) {
        return firstPosition + rowInts[row * INTS + INDEX];
    }

    long version(int row) {
        return rowLongs[row * LONGS + VERSION];
    }

    long recordedAtMicros(int row) {
        return rowLongs[row * LONGS + RECORDED_AT];
    }

    /** Business time, for rows where that field is present. */
    long timeMicros(int row) {
        return rowLongs[row * LONGS + TIME_MICROS];
    }

    boolean has(int row, int field) {
        return (rowInts[row * INTS + PRESENT] & 1 << field) != 0;
    }

    /** Number of rows that have the field. */
    int values(int field) {
        return values[field];
    }

    /** Points the slice at a field of the row. The two fields that every event has are found without a search. */
    void locate(int row, int field, Slice slice) {
        int at = row * INTS;
        switch (field) {
            case ContentFields.ID -> slice.set(content(row), rowInts[at + ID_START], rowInts[at + ID_LENGTH]);
            case ContentFields.DATA -> slice.set(content(row), rowInts[at + DATA_START], rowInts[at + DATA_LENGTH]);
            default -> {
                parse(row);
                slice.set(content(row), fields.start(field), fields.length(field));
            }
        }
    }

    /** The distinct values of one of the fields that repeat. */
    ValueDictionary dictionary(int field) {
        return dictionaries[numbered(field)];
    }

    /** Number of the row's value in {@link #dictionary}. */
    int number(int row, int field) {
        return rowInts[row * INTS + NUMBERS + numbered(field)];
    }

    /** Number of extensions of all rows. */
    int extensions() {
        return extensions;
    }

    /** Number of rows that have an extension. */
    int extendedRows() {
        return extended;
    }

    int extensions(int row) {
        return rowInts[row * INTS + EXTENSIONS];
    }

    /** Stands before the extensions of the row, for {@link #nextExtensionField}. */
    void openExtensions(int row) {
        parse(row);
    }

    /** Points the slice at the next name or value of an extension of the opened row. */
    void nextExtensionField(int row, Slice slice) {
        int length = fields.nextExtensionField();
        slice.set(content(row), fields.position() - length, length);
    }

    /** Makes room for the next run. */
    void clear() {
        contents.clear();
        table.clear();
        aggregates = List.of();
        for (ValueDictionary dictionary : dictionaries) {
            dictionary.clear();
        }
        Arrays.fill(values, 0);
        size = 0;
        rawBytes = 0;
        extended = 0;
        extensions = 0;
        minTimeMicros = Long.MAX_VALUE;
        maxTimeMicros = Long.MIN_VALUE;
    }

    private int countPresent() {
        int present = 0;
        for (int field = 0; field < ContentFields.COUNT; field++) {
            if (fields.length(field) >= 0) {
                present |= 1 << field;
                values[field]++;
            }
        }
        return present;
    }

    private static int numbered(int field) {
        return switch (field) {
            case ContentFields.SOURCE -> 0;
            case ContentFields.TYPE -> 1;
            case ContentFields.DATA_CONTENT_TYPE -> 2;
            case ContentFields.DATA_SCHEMA -> 3;
            default -> throw new IllegalArgumentException("field " + field + " has no dictionary");
        };
    }

    private void parse(int row) {
        fields.parse(content(row), rowInts[row * INTS + START], rowInts[row * INTS + LENGTH]);
    }

    private byte[] content(int row) {
        return contents.array(rowInts[row * INTS + CHUNK]);
    }

    private void grow() {
        int capacity = Math.max(1_024, size + (size >> 1));
        aggregateOf = Arrays.copyOf(aggregateOf, capacity);
        longs = Arrays.copyOf(longs, capacity * LONGS);
        ints = Arrays.copyOf(ints, capacity * INTS);
        rowLongs = new long[capacity * LONGS];
        rowInts = new int[capacity * INTS];
    }
}
