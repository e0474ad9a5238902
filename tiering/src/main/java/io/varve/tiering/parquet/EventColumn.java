package io.varve.tiering.parquet;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;

/** The columns of an event file, in the order in which they lie in a run. */
enum EventColumn {
    POSITION("position"),
    VERSION("version"),
    ID("id"),
    SOURCE("source"),
    SUBJECT("subject"),
    TYPE("type"),
    TIME("time"),
    TIME_TEXT("timeText"),
    RECORDED_AT("recordedAt"),
    DATA_CONTENT_TYPE("datacontenttype"),
    DATA_SCHEMA("dataschema"),
    DATA("data"),
    EXTENSION_KEY("extensions", "key_value", "key"),
    EXTENSION_VALUE("extensions", "key_value", "value");

    @SuppressWarnings("Immutable") // it has no setters
    private final ColumnDescriptor descriptor;

    EventColumn(String... path) {
        this.descriptor = EventSchema.MESSAGE.getColumnDescription(path);
    }

    /** Whether this is its path in a schema. */
    boolean isAt(String[] path) {
        return Arrays.equals(path, descriptor.getPath());
    }

    /** The column in the file's schema. */
    ColumnDescriptor descriptor() {
        return descriptor;
    }
}
