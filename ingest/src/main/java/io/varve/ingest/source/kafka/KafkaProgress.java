package io.varve.ingest.source.kafka;

import io.varve.ingest.append.SourceProgress;
import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * How far a partition was read, as it stands in each batch of its records. The form is that of docs/format-source.md,
 * "Progress of a Kafka source".
 *
 * @param topicId of the topic, which one that is made anew under the same name does not have
 * @param nextOffset the first that was not read
 */
record KafkaProgress(Uuid topicId, long nextOffset) {

    /** Apart from the versions of the progress of a backfill, so that neither is ever read as the other. */
    private static final byte VERSION = 'K';

    private static final int BYTES = 1 + 3 * Long.BYTES;

    /** The name under which it is kept. */
    static String name(String source, TopicPartition partition) {
        return "kafka " + source + " " + partition;
    }

    SourceProgress of(String source, TopicPartition partition) {
        return new SourceProgress(
                name(source, partition),
                ByteBuffer.allocate(BYTES)
                        .put(VERSION)
                        .putLong(topicId.getMostSignificantBits())
                        .putLong(topicId.getLeastSignificantBits())
                        .putLong(nextOffset)
                        .array());
    }

    /** @throws KafkaSourceException if it is anything else */
    static KafkaProgress decode(byte[] bytes) {
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw new KafkaSourceException("the stored progress has an unknown form, a newer Varve may read it");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        return new KafkaProgress(new Uuid(in.getLong(), in.getLong()), in.getLong());
    }
}
