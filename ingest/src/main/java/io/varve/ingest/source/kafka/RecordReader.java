package io.varve.ingest.source.kafka;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.source.CloudEventJson;
import io.varve.ingest.text.Quoted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event in a record: as the Kafka binding of CloudEvents 1.0 says, in binary or structured mode, or else by
 * the source's mapping. Thread-safe.
 */
final class RecordReader {

    private static final String PREFIX = "ce_";

    /** So many of a foreign name are shown. */
    private static final int MOST_CHARS = 64;

    private static final String CONTENT_TYPE = "content-type";
    private static final String STRUCTURED = "application/cloudevents";

    private final KafkaConfig.@Nullable Mapping mapping;

    RecordReader(KafkaConfig.@Nullable Mapping mapping) {
        this.mapping = mapping;
    }

    /** @throws InvalidEventException if it is none; one line that says why */
    Event read(ConsumerRecord<byte[], byte[]> message) {
        String contentType = header(message, CONTENT_TYPE);
        if (contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(STRUCTURED)) {
            return structured(message, contentType);
        }
        if (message.headers().lastHeader(PREFIX + "specversion") != null) {
            return binary(message, contentType);
        }
        return mapped(message, contentType);
    }

    private static Event structured(ConsumerRecord<byte[], byte[]> message, String contentType) {
        String format = mediaType(contentType);
        if (!format.equals(STRUCTURED + "+json")) {
            throw new InvalidEventException("the record is a CloudEvent of the form " + Quoted.of(format) + ", only "
                    + STRUCTURED + "+json can be read");
        }
        byte[] value = message.value();
        if (value == null) {
            throw new InvalidEventException("the record is a structured CloudEvent without a value");
        }
        return CloudEventJson.parse(value, key(message));
    }

    private static Event binary(ConsumerRecord<byte[], byte[]> message, @Nullable String contentType) {
        Map<String, String> attributes = new HashMap<>();
        for (Header header : message.headers()) {
            if (header.key().startsWith(PREFIX)) {
                String name = header.key().substring(PREFIX.length());
                String what = "header " + Quoted.plain(header.key(), MOST_CHARS);
                if (attributes.put(name, text(what, header.value())) != null) {
                    throw new InvalidEventException(what + " is given twice");
                }
            }
        }
        String specVersion = attributes.remove("specversion");
        if (!"1.0".equals(specVersion)) {
            throw new InvalidEventException(
                    "header ce_specversion is " + Quoted.of(String.valueOf(specVersion)) + ", must be '1.0'");
        }
        String id = required(attributes, "id");
        String source = required(attributes, "source");
        String type = required(attributes, "type");
        String subject = attributes.remove("subject");
        String time = attributes.remove("time");
        String dataSchema = attributes.remove("dataschema");
        EventRules.PLACE_NAMES.forEach(attributes::remove);
        SortedMap<String, String> extensions = new TreeMap<>();
        attributes.forEach((name, value) -> extensions.put(name, ExtensionLiteral.ofString(value)));
        return new Event(
                id,
                source,
                new AggregateId(subject == null ? requiredKey(message) : subject),
                type,
                time == null ? null : time(time),
                contentType,
                dataSchema,
                payload(message),
                extensions);
    }

    private Event mapped(ConsumerRecord<byte[], byte[]> message, @Nullable String contentType) {
        KafkaConfig.Mapping by = mapping;
        if (by == null) {
            throw new InvalidEventException(
                    "the record is no CloudEvent: it has neither a header ce_specversion nor the content-type "
                            + STRUCTURED + "+json, and the source says no type for such records");
        }
        String typeHeader = by.typeHeader();
        String type = typeHeader == null ? null : header(message, typeHeader);
        return new Event(
                KafkaArrival.id(message),
                by.source(),
                new AggregateId(requiredKey(message)),
                type == null ? by.type() : type,
                givenTime(message),
                contentType == null ? by.dataContentType() : contentType,
                null,
                payload(message),
                new TreeMap<>());
    }

    private static @Nullable EventTime givenTime(ConsumerRecord<byte[], byte[]> message) {
        long millis = message.timestamp();
        if (message.timestampType() != TimestampType.CREATE_TIME || millis < 0) {
            return null;
        }
        if (millis > Long.MAX_VALUE / 1_000) {
            throw new InvalidEventException(
                    "the record's timestamp of " + millis + " ms is too far from 1970 to be kept in microseconds");
        }
        return EventTime.ofMicros(millis * 1_000);
    }

    private static @Nullable Payload payload(ConsumerRecord<byte[], byte[]> message) {
        byte[] value = message.value();
        return value == null ? null : Payload.of(value);
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.remove(name);
        if (value == null) {
            throw new InvalidEventException("header ce_" + name + " is missing");
        }
        return value;
    }

    private static String requiredKey(ConsumerRecord<byte[], byte[]> message) {
        String key = key(message);
        if (key == null) {
            throw new InvalidEventException("the record names no subject and has no key to be taken for it");
        }
        return key;
    }

    private static @Nullable String key(ConsumerRecord<byte[], byte[]> message) {
        byte[] key = message.key();
        return key == null ? null : text("the key", key);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? null : text("header " + name, header.value());
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static EventTime time(String text) {
        try {
            return EventTime.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidEventException("header ce_time is no time of RFC 3339 such as 2026-01-31T09:30:00Z");
        }
    }

    private static String text(String what, byte @Nullable [] value) {
        if (value == null) {
            throw new InvalidEventException(what + " has no value");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidEventException(what + " is no text in UTF-8");
        }
    }
}
