package io.varve.ingest.source.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Records as producers send them. */
final class Messages {

    private Messages() {}

    static ProducerRecord<byte[], byte[]> plain(String topic, int partition, @Nullable String key, String value) {
        return new ProducerRecord<>(topic, partition, 1_767_225_600_000L, bytes(key), bytes(value));
    }

    /** A CloudEvent in binary mode, whose subject is the key. */
    static ProducerRecord<byte[], byte[]> event(String topic, int partition, String id, String key) {
        ProducerRecord<byte[], byte[]> message = plain(topic, partition, key, "{\"id\":\"" + id + "\"}");
        header(message, "ce_specversion", "1.0");
        header(message, "ce_id", id);
        header(message, "ce_source", "/shop");
        header(message, "ce_type", "ordered");
        return message;
    }

    /** Events e{from}, e{from+1}, ... of ten keys, each key in one of three partitions. */
    static List<ProducerRecord<byte[], byte[]>> events(String topic, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int key = i % 10;
            events.add(event(topic, key % 3, "e" + i, "k" + key));
        }
        return events;
    }

    /** Records 0, 1, 2, ... that are no CloudEvents, round three partitions, each with a key of its own. */
    static List<ProducerRecord<byte[], byte[]>> numbered(String topic, int count) {
        List<ProducerRecord<byte[], byte[]>> numbered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbered.add(plain(topic, i % 3, "k" + i % 3, Integer.toString(i)));
        }
        return numbered;
    }

    static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
