package io.varve.ingest.source.kafka;

import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.source.feed.Arrival;
import io.varve.ingest.source.feed.DeadLetter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;

/**
 * A record.
 *
 * @param source name of the source
 * @param topicId of its topic
 * @param hasLetter whether the log of dead letters has been past it before
 */
record KafkaArrival(
        ConsumerRecord<byte[], byte[]> message, RecordReader reader, String source, Uuid topicId, boolean hasLetter)
        implements Arrival {

    static String id(ConsumerRecord<byte[], byte[]> message) {
        return message.topic() + "-" + message.partition() + "-" + message.offset();
    }

    @Override
    public Event event() {
        return reader.read(message);
    }

    @Override
    public DeadLetter letter(String reason) {
        DeadLetter letter = new DeadLetter(id(message), message.topic() + "-" + message.partition(), reason)
                .from("topic", message.topic())
                .from("partition", Integer.toString(message.partition()))
                .from("offset", Long.toString(message.offset()))
                .from("timestamp", Long.toString(message.timestamp()))
                .part("key", message.key())
                .part("value", message.value());
        int number = 0;
        for (Header header : message.headers()) {
            letter.part("header" + number + "Name", header.key()).part("header" + number + "Value", header.value());
            number++;
        }
        return letter;
    }

    @Override
    public SourceProgress progress() {
        return new KafkaProgress(topicId, message.offset() + 1)
                .of(source, new TopicPartition(message.topic(), message.partition()));
    }
}
