package io.varve.query.arrow;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of one batch, in the columns of the file format. */
final class EventColumns implements AutoCloseable {

    private static final ArrowType NUMBER = new ArrowType.Int(Long.SIZE, true);
    private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
    private static final ArrowType TIME = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

    private static final Schema SCHEMA = new Schema(List.of(
            always("position", NUMBER),
            always("version", NUMBER),
            always("id", TEXT),
            always("source", TEXT),
            always("subject", TEXT),
            always("type", TEXT),
            maybe("time", TIME),
            maybe("timeText", TEXT),
            always("recordedAt", TIME),
            maybe("datacontenttype", TEXT),
            maybe("dataschema", TEXT),
            maybe("data", ArrowType.Binary.INSTANCE),
            new Field(
                    "extensions",
                    FieldType.nullable(new ArrowType.Map(true)),
                    List.of(new Field(
                            MapVector.DATA_VECTOR_NAME,
                            FieldType.notNullable(ArrowType.Struct.INSTANCE),
                            List.of(always(MapVector.KEY_NAME, TEXT), always(MapVector.VALUE_NAME, TEXT)))))));

    private final VectorSchemaRoot root;
    private final BigIntVector positions;
    private final BigIntVector versions;
    private final VarCharVector ids;
    private final VarCharVector sources;
    private final VarCharVector subjects;
    private final VarCharVector types;
    private final TimeStampMicroTZVector times;
    private final VarCharVector timeTexts;
    private final TimeStampMicroTZVector recordedAts;
    private final VarCharVector dataContentTypes;
    private final VarCharVector dataSchemas;
    private final VarBinaryVector data;
    private final MapVector extensions;
    private int rows;
    private long bytes;

    EventColumns(BufferAllocator memory) {
        this.root = VectorSchemaRoot.create(SCHEMA, memory);
        this.positions = (BigIntVector) root.getVector(0);
        this.versions = (BigIntVector) root.getVector(1);
        this.ids = (VarCharVector) root.getVector(2);
        this.sources = (VarCharVector) root.getVector(3);
        this.subjects = (VarCharVector) root.getVector(4);
        this.types = (VarCharVector) root.getVector(5);
        this.times = (TimeStampMicroTZVector) root.getVector(6);
        this.timeTexts = (VarCharVector) root.getVector(7);
        this.recordedAts = (TimeStampMicroTZVector) root.getVector(8);
        this.dataContentTypes = (VarCharVector) root.getVector(9);
        this.dataSchemas = (VarCharVector) root.getVector(10);
        this.data = (VarBinaryVector) root.getVector(11);
        this.extensions = (MapVector) root.getVector(12);
    }

    private static Field always(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }

    private static Field maybe(String name, ArrowType type) {
        return new Field(name, FieldType.nullable(type), null);
    }

    VectorSchemaRoot root() {
        return root;
    }

    int rows() {
        return rows;
    }

    /** Bytes of text and data in the rows. */
    long bytes() {
        return bytes;
    }

    void add(RecordedEvent recorded) {
        Event event = recorded.event();
        int row = rows;
        positions.setSafe(row, recorded.position());
        versions.setSafe(row, recorded.version());
        text(ids, row, event.id());
        text(sources, row, event.source());
        text(subjects, row, event.subject().value());
        text(types, row, event.type());
        EventTime time = event.time();
        if (time != null) {
            times.setSafe(row, time.micros());
            text(timeTexts, row, time.otherText());
        }
        recordedAts.setSafe(row, recorded.recordedAtMicros());
        text(dataContentTypes, row, event.dataContentType());
        text(dataSchemas, row, event.dataSchema());
        Payload payload = event.data();
        if (payload != null) {
            data.setSafe(row, payload.bytes());
            bytes += payload.length();
        }
        if (!event.extensions().isEmpty()) {
            extensions(row, event.extensions());
        }
        rows++;
    }

    /** Says how many rows there are, before they are written. */
    void end() {
        root.setRowCount(rows);
    }

    /** Begins again with no row. */
    void clear() {
        for (FieldVector vector : root.getFieldVectors()) {
            vector.reset();
        }
        rows = 0;
        bytes = 0;
    }

    private void text(VarCharVector column, int row, @Nullable String value) {
        if (value != null) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            column.setSafe(row, utf8);
            bytes += utf8.length;
        }
    }

    private void extensions(int row, Map<String, String> literals) {
        UnionMapWriter map = extensions.getWriter();
        map.setPosition(row);
        map.startMap();
        for (Map.Entry<String, String> extension : literals.entrySet()) {
            map.startEntry();
            map.key().varChar().writeVarChar(extension.getKey());
            map.value().varChar().writeVarChar(extension.getValue());
            map.endEntry();
            bytes += extension.getKey().length() + extension.getValue().length();
        }
        map.endMap();
    }

    @Override
    public void close() {
        root.close();
    }
}
