package io.varve.ingest.source.kafka;

import io.varve.ingest.append.EventAppender;
import io.varve.ingest.source.feed.DeadLetter;
import io.varve.ingest.source.feed.DeadLetters;
import io.varve.ingest.source.feed.FeedStatus;
import io.varve.ingest.source.feed.FeedWork;
import io.varve.ingest.source.feed.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Appends the records of topics. A batch holds records of one partition, and with them how far that partition was read:
 * so both are in the log or neither, and reading goes on exactly there, whatever ended it. Nothing is committed to
 * Kafka. Nothing is polled while the log takes the last poll's records, so a slow log slows the reading.
 */
public final class KafkaFeed implements FeedWork {

    private static final Duration WAIT = Duration.ofMillis(200);

    /** After so many polls the topics are looked at again: idle, every quarter of a minute. */
    private static final int POLLS_BETWEEN_LOOKS = 64;

    private final KafkaConfig config;
    private final EventAppender log;
    private final DeadLetters deadLetters;
    private final FeedStatus status;
    private final RecordReader reader;
    private final Intake<KafkaArrival> intake;
    /** How far the log of dead letters has been past each partition. */
    private final Map<TopicPartition, Long> lettersTo = new HashMap<>();

    private volatile @Nullable KafkaConnection connection;
    private volatile boolean ending;
    private int polls;

    /** @param log is fed; the caller's to close, after this */
    public KafkaFeed(KafkaConfig config, EventAppender log, DeadLetters deadLetters, FeedStatus status) {
        this.config = config;
        this.log = log;
        this.deadLetters = deadLetters;
        this.status = status;
        this.reader = new RecordReader(config.mapping());
        this.intake = new Intake<>(log, deadLetters, status);
    }

    @Override
    public Duration step() {
        try {
            KafkaConnection open = open();
            ConsumerRecords<byte[], byte[]> records = open.poll(WAIT);
            for (TopicPartition partition : records.partitions()) {
                take(open, partition, records.records(partition));
            }
            status.isBehind(open.behind().orElse(FeedStatus.UNKNOWN));
            if (++polls % POLLS_BETWEEN_LOOKS == 0) {
                look();
            }
        } catch (WakeupException e) {
            if (!ending) {
                throw e;
            }
        } catch (TimeoutException e) {
            throw noAnswer(e);
        }
        return Duration.ZERO;
    }

    private KafkaConnection open() {
        KafkaConnection open = connection;
        if (open == null) {
            open = KafkaConnection.open(config);
            connection = open;
            seek(open);
        }
        return open;
    }

    /** Asks for what no poll tells: that no broker is there any more, or that there are other partitions. */
    void look() {
        KafkaConnection open = open();
        open.ends();
        if (open.isOutdated()) {
            reset();
        }
    }

    private KafkaSourceException noAnswer(TimeoutException e) {
        return new KafkaSourceException("no broker of " + config.client().get("bootstrap.servers") + " answers", e);
    }

    private void take(KafkaConnection open, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        Uuid topicId = open.partitions().get(partition);
        if (topicId == null) {
            throw new IllegalStateException("records of " + partition + ", which was not assigned");
        }
        long lettered = lettersTo.getOrDefault(partition, 0L);
        List<KafkaArrival> arrivals = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> each : records) {
            arrivals.add(new KafkaArrival(each, reader, config.name(), topicId, each.offset() < lettered));
        }
        intake.take(arrivals);
    }

    /** Goes to where the log has come in each partition. */
    private void seek(KafkaConnection open) {
        Map<TopicPartition, Long> beginnings = open.beginnings();
        Map<TopicPartition, Long> ends = open.ends();
        open.partitions().forEach((partition, topicId) -> {
            String name = KafkaProgress.name(config.name(), partition);
            KafkaProgress progress = known(log.progress(name), partition, topicId);
            KafkaProgress letters = known(deadLetters.progress(name), partition, topicId);
            lettersTo.put(partition, letters == null ? 0 : letters.nextOffset());
            long first = beginnings.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            long next = progress == null ? first : progress.nextOffset();
            if (next > end) {
                throw new KafkaSourceException("partition " + partition + " ends at offset " + end
                        + ", but the log has read it up to " + next + ": Kafka has lost records");
            }
            if (next < first) {
                lost(partition, topicId, next, first);
            }
            open.seek(partition, Math.max(next, first));
        });
    }

    private @Nullable KafkaProgress known(byte @Nullable [] stored, TopicPartition partition, Uuid topicId) {
        if (stored == null) {
            return null;
        }
        KafkaProgress progress = KafkaProgress.decode(stored);
        if (!progress.topicId().equals(topicId)) {
            throw new KafkaSourceException("topic " + partition.topic() + " was made anew (id " + topicId + ", before "
                    + progress.topicId() + "), and its offsets begin again: give the source another name"
                    + (config.mapping() == null ? "" : ", and map.source another value"));
        }
        return progress;
    }

    private void lost(TopicPartition partition, Uuid topicId, long from, long to) {
        String what = "offsets " + from + " to " + (to - 1) + " of " + partition
                + " were deleted by Kafka before they were read";
        if (config.lost() == KafkaConfig.Lost.STOP) {
            throw new KafkaSourceException(what + ": set lost to skip to go on behind them");
        }
        deadLetters.put(
                // both offsets: where nothing was taken since, the next loss begins at the same one
                new DeadLetter(partition + "-" + from + "-" + (to - 1) + "-lost", partition.toString(), what)
                        .from("topic", partition.topic())
                        .from("partition", Integer.toString(partition.partition()))
                        .from("fromOffset", Long.toString(from))
                        .from("toOffset", Long.toString(to)),
                new KafkaProgress(topicId, to).of(config.name(), partition));
    }

    @Override
    public void reset() {
        KafkaConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void wakeUp() {
        ending = true;
        KafkaConnection open = connection;
        if (open != null) {
            open.wakeUp();
        }
    }

    @Override
    public void close() {
        reset();
    }
}
