package io.varve.ingest.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.AppendRefusedException;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.source.feed.Feed;
import io.varve.ingest.source.feed.FeedScenario;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KafkaFeedTest extends FeedScenario<KafkaFeed> {

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static KafkaBroker broker;

    private String topic;
    private KafkaConfig config;

    @BeforeAll
    static void beginBroker(@TempDir Path data) throws Exception {
        broker = new KafkaBroker(data);
    }

    @AfterAll
    static void endBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        topic = "orders" + TOPICS.incrementAndGet();
        broker.create(topic, 3);
        begin(cloudEventsOf(topic));
    }

    private static KafkaConfig cloudEventsOf(String topic) {
        return new KafkaConfig(
                "shop", List.of(topic), Map.of("bootstrap.servers", broker.address()), null, KafkaConfig.Lost.STOP);
    }

    private void begin(KafkaConfig newConfig) {
        config = newConfig;
        begin(newConfig.name(), (events, dead, state) -> new KafkaFeed(newConfig, events, dead, state));
    }

    /** Steps until the log and the dead letters have so many. */
    private void stepUntil(long events, long deadLetters) {
        while (log.appender().head() < events || letters.appender().head() < deadLetters) {
            feed.step();
        }
    }

    /** Steps until a poll has shown that nothing is left. */
    private void stepToTheEnd() {
        do {
            feed.step();
        } while (status.behind() != 0);
    }

    /** Events e0 to e{n-1} are there, once, those of each key in their order. */
    private void requireEvents(int n) {
        Map<String, Integer> next = new HashMap<>();
        assertThat(log.ids()).hasSize(n).doesNotHaveDuplicates();
        for (RecordedEvent event : log.events()) {
            String key = event.event().subject().value();
            int number = Integer.parseInt(event.event().id().substring(1));
            int expected = next.getOrDefault(key, Integer.parseInt(key.substring(1)));
            assertThat(number).as("of %s", key).isEqualTo(expected);
            next.put(key, expected + 10);
        }
    }

    @Test
    void recordsOfAllPartitionsArriveOnceAndInOrder() throws Exception {
        broker.send(Messages.events(topic, 0, 3_000));
        stepUntil(3_000, 0);
        stepToTheEnd();

        requireEvents(3_000);
        assertThat(status.events()).isEqualTo(3_000);
        assertThat(status.behind()).isZero();
        assertThat(log.appender().progress("kafka shop " + topic + "-1")).hasSize(25);
    }

    private void beginWithMapping() {
        begin(new KafkaConfig(
                "shop",
                List.of(topic),
                config.client(),
                new KafkaConfig.Mapping("ordered", null, "/shop", null),
                KafkaConfig.Lost.STOP));
    }

    @Test
    void goesOnWhereTheLogStopsAlsoWhereIdsAreOfNoHelp() throws Exception {
        beginWithMapping();
        broker.send(List.of(Messages.plain(topic, 0, "a", "1"), Messages.plain(topic, 1, "b", "2")));
        stepUntil(2, 0);
        crash();
        broker.send(List.of(Messages.plain(topic, 0, "a", "3")));
        stepUntil(3, 0);
        stepToTheEnd();

        assertThat(log.ids()).containsExactlyInAnyOrder(topic + "-0-0", topic + "-1-0", topic + "-0-1");
        assertThat(status.events()).isEqualTo(1);
        assertThat(status.duplicates()).as("nothing was read twice").isZero();
    }

    @Test
    void whatTheLogRefusesForNowIsReadAgain() throws Exception {
        broker.send(Messages.events(topic, 0, 100));
        log.freeBytes.set(0);
        assertThatThrownBy(() -> stepUntil(1, 0)).isInstanceOf(AppendRefusedException.class);
        feed.reset();
        log.freeBytes.set(Long.MAX_VALUE);
        stepUntil(100, 0);

        requireEvents(100);
        assertThat(letters.ids()).isEmpty();
    }

    @Test
    void whatCannotBeReadGoesAsideAndTheRestGoesOn() throws Exception {
        broker.send(List.of(
                Messages.event(topic, 0, "e0", "k0"),
                Messages.plain(topic, 0, "k0", "no event"),
                Messages.event(topic, 0, "e10", "k0"),
                Messages.plain(topic, 0, null, "\u0000")));
        stepUntil(2, 2);
        crash();
        broker.send(List.of(Messages.event(topic, 0, "e20", "k0")));
        stepUntil(3, 2);
        stepToTheEnd();

        assertThat(log.ids()).containsExactly("e0", "e10", "e20");
        assertThat(letters.ids()).containsExactly(topic + "-0-1", topic + "-0-3");
        assertThat(String.valueOf(letters.events().get(0).event().data()))
                .startsWith("{\"reason\":\"the record is no CloudEvent")
                .contains("\"offset\":\"1\"", "\"key\":\"k0\"", "\"value\":\"no event\"");
        assertThat(status.deadLetters()).as("by the second process").isZero();
    }

    @Test
    void anIdThatComesAgainWithOtherContentGoesAside() throws Exception {
        broker.send(List.of(Messages.event(topic, 0, "e0", "k0"), Messages.event(topic, 0, "e10", "k0")));
        broker.send(List.of(
                Messages.event(topic, 0, "e10", "k0"),
                Messages.event(topic, 0, "e0", "other"),
                Messages.event(topic, 0, "e20", "k0")));
        stepUntil(3, 1);

        assertThat(log.ids()).containsExactly("e0", "e10", "e20");
        assertThat(letters.ids()).containsExactly(topic + "-0-3");
        assertThat(status.duplicates()).isEqualTo(1);
    }

    @Test
    void theBrokerIsStoppedInTheMiddleOfALoad() throws Exception {
        Feed following = Feed.start(feed, status);
        try {
            broker.send(Messages.events(topic, 0, 4_000));
            log.awaitHead(500);
            broker.stop();
            broker.restart();
            broker.send(Messages.events(topic, 4_000, 6_000));
            log.awaitHead(6_000);
        } finally {
            following.close();
        }

        requireEvents(6_000);
        assertThat(letters.ids()).isEmpty();
        assertThat(status.duplicates()).isZero();
    }

    @Test
    void saysThatNoBrokerAnswersAndGoesOnWhenOneDoes() throws Exception {
        broker.send(Messages.events(topic, 0, 10));
        broker.stop();
        try {
            assertThatThrownBy(feed::step)
                    .isInstanceOf(KafkaSourceException.class)
                    .hasMessage("no broker of " + broker.address() + " answers");
            feed.reset();
        } finally {
            broker.restart();
        }
        Feed following = Feed.start(feed, status); // which tries again where a broker needs long to be well
        try {
            log.awaitHead(10);
        } finally {
            following.close();
        }

        requireEvents(10);
    }

    @Test
    void aPartitionThatIsAddedIsReadToo() throws Exception {
        broker.send(Messages.events(topic, 0, 10));
        stepUntil(10, 0);
        broker.addPartitions(topic, 4);
        broker.send(List.of(Messages.event(topic, 3, "new", "n")));
        feed.look();
        stepUntil(11, 0);

        assertThat(log.ids()).contains("new");
    }

    @Test
    void aTopicThatWasMadeAnewIsNotTakenForTheOldOne() throws Exception {
        broker.send(Messages.events(topic, 0, 10));
        stepUntil(10, 0);
        crash();
        broker.delete(topic);
        broker.create(topic, 3);
        broker.send(Messages.events(topic, 0, 30));

        assertThat(firstProblem())
                .startsWith("topic " + topic + " was made anew")
                .endsWith("give the source another name");
    }

    /** Steps until one fails for another reason than that a broker does not know the topic yet. */
    private String firstProblem() {
        while (true) {
            try {
                feed.step();
            } catch (KafkaSourceException e) {
                feed.reset();
                String problem = String.valueOf(e.getMessage());
                if (!problem.contains("cannot be looked at")) {
                    return problem;
                }
            }
        }
    }

    @Test
    void idsThatOffsetsMadeBeginAgainToo() throws Exception {
        beginWithMapping();
        broker.send(List.of(Messages.plain(topic, 0, "a", "1")));
        stepUntil(1, 0);
        crash();
        broker.delete(topic);
        broker.create(topic, 3);

        assertThat(firstProblem()).endsWith("give the source another name, and map.source another value");
    }

    @Test
    void recordsThatKafkaDeletedBeforeTheyWereReadAreMissed() throws Exception {
        broker.send(List.of(Messages.event(topic, 0, "e0", "k0")));
        stepUntil(1, 0);
        crash();
        broker.send(List.of(
                Messages.event(topic, 0, "e10", "k0"),
                Messages.event(topic, 0, "e20", "k0"),
                Messages.event(topic, 0, "e30", "k0")));
        broker.deleteRecords(topic, 0, 3);

        assertThatThrownBy(feed::step)
                .isInstanceOf(KafkaSourceException.class)
                .hasMessage("offsets 1 to 2 of " + topic
                        + "-0 were deleted by Kafka before they were read: set lost to skip to go on behind them");
        feed.reset();
        begin(new KafkaConfig(config.name(), config.topics(), config.client(), null, KafkaConfig.Lost.SKIP));
        stepUntil(2, 1);

        assertThat(log.ids()).containsExactly("e0", "e30");
        assertThat(letters.ids()).containsExactly(topic + "-0-1-2-lost");
    }

    @Test
    void whatIsLostAfterALossIsTold() throws Exception {
        begin(new KafkaConfig(config.name(), config.topics(), config.client(), null, KafkaConfig.Lost.SKIP));
        broker.send(List.of(Messages.event(topic, 0, "e0", "k0")));
        stepUntil(1, 0);
        for (int end = 2; end <= 3; end++) {
            crash();
            broker.send(List.of(Messages.event(topic, 0, "e" + end, "k0")));
            broker.deleteRecords(topic, 0, end);
            feed.step();
        }

        assertThat(letters.ids()).containsExactly(topic + "-0-1-1-lost", topic + "-0-1-2-lost");
    }

    @Test
    void whatATransactionGaveUpIsNotRead() throws Exception {
        broker.sendAsOne(List.of(Messages.event(topic, 0, "e0", "k0")), false);
        broker.sendAsOne(List.of(Messages.event(topic, 0, "e10", "k0"), Messages.event(topic, 0, "e20", "k0")), true);
        broker.sendAsOne(List.of(Messages.event(topic, 0, "e30", "k0")), false);
        broker.send(List.of(Messages.event(topic, 0, "e40", "k0")));
        stepUntil(3, 0);

        assertThat(log.ids()).containsExactly("e10", "e20", "e40");
    }

    @Test
    void aTopicThatIsNotThereIsNamed() {
        begin(cloudEventsOf("nowhere"));

        assertThatThrownBy(feed::step)
                .isInstanceOf(KafkaSourceException.class)
                .hasMessageStartingWith("topics [nowhere] cannot be looked at: ");
    }
}
