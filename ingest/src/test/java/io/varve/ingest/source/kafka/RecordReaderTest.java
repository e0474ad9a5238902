package io.varve.ingest.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Kafka binding of CloudEvents 1.0, and the mapping of other records. */
final class RecordReaderTest {

    private final RecordHeaders headers = new RecordHeaders();
    private final RecordReader cloudEvents = new RecordReader(null);
    private final RecordReader mapping =
            new RecordReader(new KafkaConfig.Mapping("changed", "event-type", "/shop", "text/plain"));

    private RecordReaderTest with(String header, String value) {
        headers.add(header, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private ConsumerRecord<byte[], byte[]> message(@Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>(
                "orders",
                2,
                7,
                1_767_225_600_000L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty());
    }

    @Test
    void aTimestampBeyondMicrosecondsIsRefused() {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(
                "orders",
                2,
                7,
                Long.MAX_VALUE / 1_000 + 1,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[] {'k'},
                new byte[] {'v'},
                headers,
                Optional.empty());
        assertThatThrownBy(() -> mapping.read(message))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("the record's timestamp of 9223372036854776 ms is too far from 1970 to be kept in"
                        + " microseconds");
    }

    private void binary() {
        with("ce_specversion", "1.0").with("ce_id", "1").with("ce_source", "/s").with("ce_type", "T");
    }

    @Test
    void binaryMode() {
        binary();
        with("ce_subject", "a")
                .with("ce_time", "2026-01-31T09:30:00+01:00")
                .with("ce_dataschema", "/schema")
                .with("ce_traceparent", "5")
                .with("content-type", "text/plain")
                .with("other", "not an attribute");
        Event event = cloudEvents.read(message("key", "data"));

        assertThat(event.id()).isEqualTo("1");
        assertThat(event.source()).isEqualTo("/s");
        assertThat(event.type()).isEqualTo("T");
        assertThat(event.subject().value()).isEqualTo("a");
        assertThat(event.time() == null ? null : event.time().text()).isEqualTo("2026-01-31T09:30:00+01:00");
        assertThat(event.dataSchema()).isEqualTo("/schema");
        assertThat(event.dataContentType()).isEqualTo("text/plain");
        assertThat(String.valueOf(event.data())).isEqualTo("data");
        assertThat(event.extensions()).containsExactly(Map.entry("traceparent", "\"5"));
    }

    @Test
    void theKeyIsTheSubjectWhereNoneIsNamed() {
        binary();
        assertThat(cloudEvents.read(message("key", "1")).subject().value()).isEqualTo("key");

        assertThatThrownBy(() -> cloudEvents.read(message(null, "1")))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("the record names no subject and has no key to be taken for it");
    }

    @Test
    void aRecordWithoutAValueIsAnEventWithoutData() {
        binary();
        assertThat(cloudEvents.read(message("key", null)).data()).isNull();
    }

    @Test
    void structuredMode() {
        with("content-type", "application/cloudevents+json; charset=UTF-8");
        String value = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"T\",\"data\":{\"n\": 1}}";
        Event event = cloudEvents.read(message("key", value));

        assertThat(event.subject().value()).isEqualTo("key");
        assertThat(String.valueOf(event.data())).isEqualTo("{\"n\": 1}");
        assertThat(cloudEvents
                        .read(message("key", value.replace("\"id\"", "\"subject\":\"a\",\"id\"")))
                        .subject()
                        .value())
                .isEqualTo("a");
    }

    @Test
    void mappedRecord() {
        Event event = mapping.read(message("key", "anything"));

        assertThat(event.id()).isEqualTo("orders-2-7");
        assertThat(event.source()).isEqualTo("/shop");
        assertThat(event.type()).isEqualTo("changed");
        assertThat(event.time() == null ? null : event.time().text()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.dataContentType()).isEqualTo("text/plain");
        with("event-type", "removed").with("content-type", "text/csv");
        assertThat(mapping.read(message("key", "anything")).type()).isEqualTo("removed");
        assertThat(mapping.read(message("key", "anything")).dataContentType()).isEqualTo("text/csv");
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion, 0.3, header ce_specversion is '0.3'",
        "content-type, application/cloudevents+avro, the record is a CloudEvent of the form 'application/cloudevents+avro'",
        "content-type, application/cloudevents+json, malformed JSON",
        "x, y, the record is no CloudEvent",
    })
    void whatIsNoEventSaysWhy(String header, String value, String why) {
        with(header, value);

        assertThatThrownBy(() -> cloudEvents.read(message("key", "{")))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(why);
    }

    @Test
    void foreignNamesAndValuesStayOnOneLine() {
        with("ce_specversion", "1.0\n").with("ce_a\nb", "1").with("ce_a\nb", "2");
        assertThatThrownBy(() -> cloudEvents.read(message("key", "1")))
                .hasMessage("header ce_a\\u000ab is given twice");
        headers.remove("ce_a\nb");
        assertThatThrownBy(() -> cloudEvents.read(message("key", "1")))
                .hasMessage("header ce_specversion is '1.0\\u000a', must be '1.0'");
    }

    @Test
    void whatIsNoTextSaysWhere() {
        binary();
        headers.add("ce_subject", new byte[] {(byte) 0xFF});

        assertThatThrownBy(() -> cloudEvents.read(message("key", "1")))
                .hasMessage("header ce_subject is no text in UTF-8");
    }

    @Test
    void anAttributeThatIsMissingOrGivenTwiceIsNamed() {
        with("ce_specversion", "1.0").with("ce_id", "1").with("ce_source", "/s");
        assertThatThrownBy(() -> cloudEvents.read(message("key", "1"))).hasMessage("header ce_type is missing");
        with("ce_id", "2");
        assertThatThrownBy(() -> cloudEvents.read(message("key", "1"))).hasMessage("header ce_id is given twice");
    }
}
