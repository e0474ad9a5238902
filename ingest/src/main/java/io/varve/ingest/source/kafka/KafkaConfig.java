package io.varve.ingest.source.kafka;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Topics and how their records become events.
 *
 * @param name of the source; progress is kept under it
 * @param topics one or more; all their partitions are read
 * @param client properties of Kafka's client, such as {@code bootstrap.servers} and what security needs
 * @param mapping of records that are no CloudEvents; null if they are dead letters
 * @param lost what is done where Kafka has deleted records before they were read
 */
public record KafkaConfig(
        String name,
        List<String> topics,
        Map<String, String> client,
        @Nullable Mapping mapping,
        Lost lost) {

    public KafkaConfig {
        topics = List.copyOf(topics);
        client = Map.copyOf(client);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("a source needs at least one topic");
        }
    }

    /**
     * What a record becomes that is no CloudEvent: its id is topic-partition-offset, its subject the key, its time that
     * of the record if the producer gave it, its data the value.
     *
     * @param type of the event
     * @param typeHeader a header whose value is the type where a record has it; null for none
     * @param source of the event
     * @param dataContentType of the value; null for JSON
     */
    public record Mapping(
            String type,
            @Nullable String typeHeader,
            String source,
            @Nullable String dataContentType) {}

    /** What is done where Kafka has deleted records before they were read. */
    public enum Lost {
        /** Nothing is read until somebody has looked. */
        STOP,
        /** The range becomes a dead letter, and reading goes on behind it. */
        SKIP
    }

    /** Without what must not be shown. */
    @Override
    public String toString() {
        return "kafka " + name + ": " + topics;
    }
}
