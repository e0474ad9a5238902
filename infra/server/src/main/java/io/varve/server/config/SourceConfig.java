package io.varve.server.config;

import io.varve.ingest.source.kafka.KafkaConfig;
import io.varve.ingest.source.outbox.OutboxConfig;

/**
 * A source that a served log is fed by.
 *
 * @param name of the source: that of its file
 * @param log is fed
 * @param deadLetters name of the log that takes what cannot be an event
 * @param what it reads
 */
public record SourceConfig(String name, String log, String deadLetters, What what) {

    /** What a source reads. */
    public sealed interface What {

        record Kafka(KafkaConfig config) implements What {}

        record Outbox(OutboxConfig config) implements What {}
    }
}
