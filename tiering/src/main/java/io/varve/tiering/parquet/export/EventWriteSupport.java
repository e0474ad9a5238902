package io.varve.tiering.parquet.export;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.parquet.EventSchema;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Tells the library the columns of each event, in the order of the schema; an absent value is left out. */
final class EventWriteSupport extends WriteSupport<RecordedEvent> {

    private static final String EXTENSIONS = "extensions";
    private static final String ENTRY = "key_value";
    private static final String KEY = "key";
    private static final String VALUE = "value";

    private @Nullable RecordConsumer consumer;

    @Override
    @SuppressWarnings("deprecation") // abstract as long as the library has it
    public WriteContext init(Configuration configuration) {
        return new WriteContext(EventSchema.MESSAGE, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(EventSchema.MESSAGE, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer newConsumer) {
        consumer = newConsumer;
    }

    @Override
    public void write(RecordedEvent recorded) {
        RecordConsumer to = consumer;
        if (to == null) {
            throw new IllegalStateException("nothing was prepared");
        }
        to.startMessage();
        new Row(to).write(recorded);
        to.endMessage();
    }

    /** One row in the making. */
    private record Row(RecordConsumer to) {

        void write(RecordedEvent recorded) {
            Event event = recorded.event();
            EventTime time = event.time();
            Payload data = event.data();
            number("position", recorded.position());
            number("version", recorded.version());
            text("id", event.id());
            text("source", event.source());
            text("subject", event.subject().value());
            text("type", event.type());
            if (time != null) {
                number("time", time.micros());
                text("timeText", time.otherText());
            }
            number("recordedAt", recorded.recordedAtMicros());
            text("datacontenttype", event.dataContentType());
            text("dataschema", event.dataSchema());
            if (data != null) {
                binary("data", Binary.fromConstantByteArray(data.bytes()));
            }
            if (!event.extensions().isEmpty()) {
                extensions(event.extensions());
            }
        }

        private void number(String column, long value) {
            begin(column);
            to.addLong(value);
            end(column);
        }

        private void text(String column, @Nullable String value) {
            if (value != null) {
                binary(column, Binary.fromString(value));
            }
        }

        private void binary(String column, Binary value) {
            begin(column);
            to.addBinary(value);
            end(column);
        }

        private void extensions(Map<String, String> literals) {
            begin(EXTENSIONS);
            to.startGroup();
            to.startField(ENTRY, 0);
            literals.forEach((key, value) -> {
                to.startGroup();
                to.startField(KEY, 0);
                to.addBinary(Binary.fromString(key));
                to.endField(KEY, 0);
                to.startField(VALUE, 1);
                to.addBinary(Binary.fromString(value));
                to.endField(VALUE, 1);
                to.endGroup();
            });
            to.endField(ENTRY, 0);
            to.endGroup();
            end(EXTENSIONS);
        }

        private void begin(String column) {
            to.startField(column, EventSchema.MESSAGE.getFieldIndex(column));
        }

        private void end(String column) {
            to.endField(column, EventSchema.MESSAGE.getFieldIndex(column));
        }
    }
}
