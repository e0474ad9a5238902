package io.varve.tiering.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.mapType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The columns of an event file, format version 1. The field ids are those of the Iceberg table and never change. */
public final class EventSchema {

    private static final LogicalTypeAnnotation UTC_MICROS = timestampType(true, TimeUnit.MICROS);

    private static final Type EXTENSIONS = Types.optionalGroup()
            .as(mapType())
            .addField(Types.repeatedGroup()
                    .addField(text(Repetition.REQUIRED, 14, "key"))
                    .addField(text(Repetition.REQUIRED, 15, "value"))
                    .named("key_value"))
            .id(13)
            .named("extensions");

    /** All of them. */
    public static final MessageType MESSAGE = Types.buildMessage()
            .addField(number(Repetition.REQUIRED, 1, "position"))
            .addField(number(Repetition.REQUIRED, 2, "version"))
            .addField(text(Repetition.REQUIRED, 3, "id"))
            .addField(text(Repetition.REQUIRED, 4, "source"))
            .addField(text(Repetition.REQUIRED, 5, "subject"))
            .addField(text(Repetition.REQUIRED, 6, "type"))
            .addField(time(Repetition.OPTIONAL, 7, "time"))
            .addField(text(Repetition.OPTIONAL, 8, "timeText"))
            .addField(time(Repetition.REQUIRED, 9, "recordedAt"))
            .addField(text(Repetition.OPTIONAL, 10, "datacontenttype"))
            .addField(text(Repetition.OPTIONAL, 11, "dataschema"))
            .addField(Types.primitive(PrimitiveTypeName.BINARY, Repetition.OPTIONAL)
                    .id(12)
                    .named("data"))
            .addField(EXTENSIONS)
            .named("event");

    static final ColumnDescriptor POSITION = column("position");
    static final ColumnDescriptor VERSION = column("version");
    static final ColumnDescriptor ID = column("id");
    static final ColumnDescriptor SOURCE = column("source");
    static final ColumnDescriptor SUBJECT = column("subject");
    static final ColumnDescriptor TYPE = column("type");
    static final ColumnDescriptor TIME = column("time");
    static final ColumnDescriptor TIME_TEXT = column("timeText");
    static final ColumnDescriptor RECORDED_AT = column("recordedAt");
    static final ColumnDescriptor DATA_CONTENT_TYPE = column("datacontenttype");
    static final ColumnDescriptor DATA_SCHEMA = column("dataschema");
    static final ColumnDescriptor DATA = column("data");
    static final ColumnDescriptor EXTENSION_KEY = column("extensions", "key_value", "key");
    static final ColumnDescriptor EXTENSION_VALUE = column("extensions", "key_value", "value");

    private EventSchema() {}

    private static PrimitiveType number(Repetition repetition, int id, String name) {
        return Types.primitive(PrimitiveTypeName.INT64, repetition).id(id).named(name);
    }

    private static PrimitiveType time(Repetition repetition, int id, String name) {
        return Types.primitive(PrimitiveTypeName.INT64, repetition)
                .as(UTC_MICROS)
                .id(id)
                .named(name);
    }

    private static PrimitiveType text(Repetition repetition, int id, String name) {
        return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                .as(stringType())
                .id(id)
                .named(name);
    }

    private static ColumnDescriptor column(String... path) {
        return MESSAGE.getColumnDescription(path);
    }
}
