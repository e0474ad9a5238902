/**
 * Topics of Apache Kafka: {@link io.varve.ingest.source.kafka.KafkaFeed} appends their records, as
 * {@link io.varve.ingest.source.kafka.KafkaConfig} says, and keeps in each batch how far it came. The only user of
 * Kafka's client.
 */
@NullMarked
package io.varve.ingest.source.kafka;

import org.jspecify.annotations.NullMarked;
