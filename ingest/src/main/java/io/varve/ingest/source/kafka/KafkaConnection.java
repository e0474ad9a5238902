package io.varve.ingest.source.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The brokers: every partition of the topics is assigned, none is subscribed to, so nothing is ever taken away by a
 * rebalance. For one thread, but for {@link #wakeUp}.
 */
final class KafkaConnection implements AutoCloseable {

    /** How long a call waits for the brokers. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final KafkaConfig config;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Uuid> partitions;

    private KafkaConnection(KafkaConfig config, Admin admin, KafkaConsumer<byte[], byte[]> consumer) {
        this.config = config;
        this.admin = admin;
        this.consumer = consumer;
        this.partitions = described();
        consumer.assign(partitions.keySet());
    }

    /** @throws KafkaSourceException if the brokers do not answer or do not know a topic */
    static KafkaConnection open(KafkaConfig config) {
        try {
            Admin admin = Admin.create(properties(config, "admin"));
            try {
                return open(config, admin);
            } catch (RuntimeException e) {
                admin.close(CLOSING);
                throw e;
            }
        } catch (KafkaException e) {
            throw new KafkaSourceException("the client cannot begin: " + words(e), e);
        }
    }

    private static KafkaConnection open(KafkaConfig config, Admin admin) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                properties(config, "consumer"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new KafkaConnection(config, admin, consumer);
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(CLOSING));
            throw e;
        }
    }

    private static Map<String, Object> properties(KafkaConfig config, String role) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("client.id", "varve-" + config.name() + "-" + role);
        properties.put("max.poll.records", "2000");
        properties.put("reconnect.backoff.max.ms", "10000");
        properties.put("enable.metrics.push", "false");
        properties.put("isolation.level", "read_committed");
        properties.putAll(config.client());
        // what is read is for the log alone to say
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        properties.remove("group.id");
        if (role.equals("admin")) {
            properties
                    .keySet()
                    .removeAll(List.of(
                            "max.poll.records",
                            "isolation.level",
                            "enable.auto.commit",
                            "auto.offset.reset",
                            "allow.auto.create.topics"));
        }
        return properties;
    }

    /** The partitions that there were when it was opened, with the ids of their topics. */
    Map<TopicPartition, Uuid> partitions() {
        return partitions;
    }

    /** Whether the topics and partitions are no longer those that there were. */
    boolean isOutdated() {
        return !described().equals(partitions);
    }

    private Map<TopicPartition, Uuid> described() {
        Map<TopicPartition, Uuid> found = new HashMap<>();
        try {
            Map<String, TopicDescription> topics = admin.describeTopics(config.topics())
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            topics.forEach((name, topic) -> {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    found.put(new TopicPartition(name, partition.partition()), topic.topicId());
                }
            });
            return found;
        } catch (ExecutionException e) {
            throw new KafkaSourceException(
                    "topics " + config.topics() + " cannot be looked at: "
                            + words(e.getCause() == null ? e : e.getCause()),
                    e);
        } catch (TimeoutException e) {
            throw new KafkaSourceException("no broker of " + config.client().get("bootstrap.servers") + " answers", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaSourceException("interrupted while topics were looked at", e);
        }
    }

    /** The offsets of the oldest records that there are. */
    Map<TopicPartition, Long> beginnings() {
        return consumer.beginningOffsets(partitions.keySet(), PATIENCE);
    }

    /** The offsets behind the newest records that may be read. */
    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions.keySet(), PATIENCE);
    }

    void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /** How many records there are that were not polled, as far as the brokers have said. */
    OptionalLong behind() {
        long behind = 0;
        for (TopicPartition partition : partitions.keySet()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty()) {
                return OptionalLong.empty();
            }
            behind += lag.getAsLong();
        }
        return OptionalLong.of(behind);
    }

    /** Ends a poll that waits; from any thread. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSING));
        } finally {
            admin.close(CLOSING);
        }
    }

    private static String words(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
