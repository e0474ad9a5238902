package io.varve.tiering.parquet;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Decoded rows of a run. Events are made one by one when they are asked for; rows of one aggregate that follow each
 * other share its id. Thread-safe.
 */
final class EventRows {

    private static final SortedMap<String, String> NO_EXTENSIONS = Collections.emptySortedMap();

    private final int size;
    private final NumberColumn positions;
    private final NumberColumn versions;
    private final NumberColumn times;
    private final NumberColumn recordedAts;
    private final ByteColumn ids;
    private final ByteColumn sources;
    private final SubjectColumn subjects;
    private final ByteColumn types;
    private final ByteColumn timeTexts;
    private final ByteColumn dataContentTypes;
    private final ByteColumn dataSchemas;
    private final ByteColumn data;
    private final RepeatedColumn extensionKeys;
    private final RepeatedColumn extensionValues;

    EventRows(RowDecoder columns) {
        this.size = columns.rows();
        this.positions = columns.numbers(EventColumn.POSITION);
        this.versions = columns.numbers(EventColumn.VERSION);
        this.times = columns.numbers(EventColumn.TIME);
        this.recordedAts = columns.numbers(EventColumn.RECORDED_AT);
        this.ids = columns.bytes(EventColumn.ID);
        this.sources = columns.bytes(EventColumn.SOURCE);
        this.subjects = columns.subjects();
        subjects.end();
        this.types = columns.bytes(EventColumn.TYPE);
        this.timeTexts = columns.bytes(EventColumn.TIME_TEXT);
        this.dataContentTypes = columns.bytes(EventColumn.DATA_CONTENT_TYPE);
        this.dataSchemas = columns.bytes(EventColumn.DATA_SCHEMA);
        this.data = columns.bytes(EventColumn.DATA);
        this.extensionKeys = columns.repeated(EventColumn.EXTENSION_KEY);
        this.extensionValues = columns.repeated(EventColumn.EXTENSION_VALUE);
    }

    int size() {
        return size;
    }

    long position(int row) {
        return positions.value(row);
    }

    long version(int row) {
        return versions.value(row);
    }

    long recordedAtMicros(int row) {
        return recordedAts.value(row);
    }

    boolean timed(int row) {
        return times.has(row);
    }

    long timeMicros(int row) {
        return times.value(row);
    }

    SubjectColumn subjects() {
        return subjects;
    }

    RecordedEvent event(int row) {
        return new RecordedEvent(
                positions.value(row),
                versions.value(row),
                recordedAts.value(row),
                new Event(
                        required(ids, row),
                        required(sources, row),
                        subjects.aggregate(subjects.number(row)),
                        required(types, row),
                        time(row),
                        dataContentTypes.text(row),
                        dataSchemas.text(row),
                        payload(row),
                        extensions(row)));
    }

    /** Adds the events to the digest, in the order of their places, and returns the bytes of their contents. */
    long addTo(CanonicalDigest digest) {
        Slice scratch = new Slice();
        FormOutput content = new FormOutput();
        long bytes = 0;
        for (int place = 0; place < size; place++) {
            content(place, scratch, content);
            digest.add(
                    positions.value(place),
                    versions.value(place),
                    recordedAts.value(place),
                    content.array(),
                    0,
                    content.size());
            bytes += content.size();
        }
        return bytes;
    }

    /** Writes the content of an event: the form of {@link io.varve.ingest.event.EventCodec}. */
    private void content(int row, Slice scratch, FormOutput out) {
        out.clear();
        field(ids, row, scratch, out);
        field(sources, row, scratch, out);
        subjects.locate(subjects.number(row), scratch);
        out.field(scratch);
        field(types, row, scratch, out);
        if (times.has(row)) {
            out.number(Long.BYTES + 1).int64(times.value(row));
        } else {
            out.number(0);
        }
        field(timeTexts, row, scratch, out);
        field(dataContentTypes, row, scratch, out);
        field(dataSchemas, row, scratch, out);
        field(data, row, scratch, out);
        List<Slice> keys = extensionKeys.values(row);
        List<Slice> values = extensionValues.values(row);
        out.number(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            out.field(keys.get(i));
            out.field(values.get(i));
        }
    }

    private static void field(ByteColumn column, int row, Slice scratch, FormOutput out) {
        column.locate(row, scratch);
        out.field(scratch);
    }

    private static String required(ByteColumn column, int row) {
        String text = column.text(row);
        if (text == null) {
            throw new ParquetDecodingException("a required value is absent in row " + row);
        }
        return text;
    }

    private @Nullable EventTime time(int row) {
        return times.has(row) ? new EventTime(times.value(row), timeTexts.text(row)) : null;
    }

    private @Nullable Payload payload(int row) {
        Slice slice = new Slice();
        data.locate(row, slice);
        return slice.length < 0 ? null : Payload.of(slice.copy());
    }

    private SortedMap<String, String> extensions(int row) {
        List<Slice> keys = extensionKeys.values(row);
        if (keys.isEmpty()) {
            return NO_EXTENSIONS;
        }
        List<Slice> values = extensionValues.values(row);
        SortedMap<String, String> extensions = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            extensions.put(keys.get(i).text(), values.get(i).text());
        }
        return extensions;
    }
}
