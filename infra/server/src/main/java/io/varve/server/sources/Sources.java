package io.varve.server.sources;

import io.varve.ingest.append.EventAppender;
import io.varve.ingest.source.feed.DeadLetters;
import io.varve.ingest.source.feed.Feed;
import io.varve.ingest.source.feed.FeedStatus;
import io.varve.ingest.source.feed.FeedWork;
import io.varve.ingest.source.kafka.KafkaFeed;
import io.varve.ingest.source.outbox.OutboxFeed;
import io.varve.server.archive.Archive;
import io.varve.server.config.ConfigException;
import io.varve.server.config.SourceConfig;
import io.varve.server.config.SourceFiles;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.catalog.UnknownLogException;
import io.varve.tiering.partition.PartitionUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What feeds the logs of an archive, as the files in its directory {@code sources} say. */
public final class Sources implements AutoCloseable {

    private final Archive archive;
    private final List<SourceConfig> configs;
    private final List<FeedStatus> statuses;
    private final List<Feed> feeds = new ArrayList<>();

    private Sources(Archive archive, List<SourceConfig> configs) {
        this.archive = archive;
        this.configs = configs;
        this.statuses = configs.stream()
                .map(config -> new FeedStatus(config.name(), config.log()))
                .toList();
    }

    /**
     * Reads what there is to be followed, and creates logs of dead letters that are absent; nothing is followed yet.
     *
     * @param environment variables that the files name
     * @param creation creates a log such that it is looked after from then on
     * @throws ConfigException if a file cannot work, or names a log that is not there or cannot be; none was created
     */
    public static Sources open(Archive archive, Map<String, String> environment, Archive.LogCreation creation) {
        List<SourceConfig> configs = SourceFiles.read(archive.sources(), environment);
        Map<String, LogDefinition> absent = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (SourceConfig config : configs) {
            try {
                archive.log(config.log());
                if (!isThere(archive, config.deadLetters())) {
                    absent.put(config.deadLetters(), logOfLetters(config.deadLetters()));
                }
            } catch (UnknownLogException | IllegalArgumentException e) {
                problems.add(config.name() + ".yaml: " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        absent.values().forEach(log -> creation.create(log.name(), log.unit(), log.hot(), log.warm()));
        return new Sources(archive, configs);
    }

    private static boolean isThere(Archive archive, String log) {
        return archive.logs().stream().map(LogDefinition::name).anyMatch(log::equals);
    }

    private static LogDefinition logOfLetters(String name) {
        return new LogDefinition(name, UUID.randomUUID(), PartitionUnit.DAY, Archive.DEFAULT_HOT, Archive.DEFAULT_WARM);
    }

    /** How each of them fares. */
    public List<FeedStatus> statuses() {
        return statuses;
    }

    /** Follows them from now on. */
    public void begin() {
        for (int i = 0; i < configs.size(); i++) {
            feeds.add(Feed.start(work(configs.get(i), statuses.get(i)), statuses.get(i)));
        }
    }

    private FeedWork work(SourceConfig config, FeedStatus status) {
        EventAppender log = archive.log(config.log()).appender();
        DeadLetters deadLetters =
                new DeadLetters(archive.log(config.deadLetters()).appender(), status);
        if (config.what() instanceof SourceConfig.What.Kafka kafka) {
            return new KafkaFeed(kafka.config(), log, deadLetters, status);
        }
        return new OutboxFeed(((SourceConfig.What.Outbox) config.what()).config(), log, deadLetters, status);
    }

    /** Returns when none of them appends any more. */
    @Override
    public void close() {
        feeds.forEach(Feed::close);
    }
}
