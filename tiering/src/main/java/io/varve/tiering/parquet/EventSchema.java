package io.varve.tiering.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.mapType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

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
}
