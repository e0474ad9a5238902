package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of reading: each event once, while it is read and for ever after, however the reading ended. */
final class DeliveredTest {

    @TempDir
    private Path directory;

    private TestLog log;
    private Replayer replayer;

    @BeforeEach
    void open() throws IOException {
        log = new TestLog(directory, 20);
        SampleEvents.threeTiers(log, new Random(3));
        replayer = new Replayer(log.sources(), log.config(32 << 20, 2));
    }

    @AfterEach
    void close() {
        replayer.close();
        log.close();
    }

    @Test
    void eventsAndTheirBytesAreCountedByTierWhileTheReplayIsUnderWay() {
        assertThat(all()).isEqualTo(Delivered.NOTHING);
        try (EventCursor cursor = replayer.replay(ReplayRequest.all())) {
            Delivered expected = Delivered.NOTHING;
            while (cursor.next()) {
                expected = expected.plus(one(cursor.event()));
                assertThat(all()).isEqualTo(expected);
            }
            ReplayStatistics whole = cursor.statistics();
            assertThat(replayer.delivered(Tier.HOT).events())
                    .isEqualTo(whole.hotEvents())
                    .isPositive();
            assertThat(replayer.delivered(Tier.WARM).events())
                    .isEqualTo(whole.warmEvents())
                    .isPositive();
            assertThat(replayer.delivered(Tier.COLD).events())
                    .isEqualTo(whole.coldEvents())
                    .isPositive();
        }
        assertThat(all()).as("after the close").isEqualTo(model());
    }

    @Test
    void whatWasReadStaysCountedOnceHoweverTheReaderWent() {
        EventCursor closed = begun();
        closed.close();
        closed.close();
        assertThat(all().events()).isEqualTo(2);

        EventCursor idle = begun();
        log.pass(TestLog.LEASE);
        assertThat(replayer.endIdle()).isOne();
        idle.close();
        assertThat(all().events()).isEqualTo(4);

        EventCursor open = begun();
        assertThat(all().events()).isEqualTo(6);
        open.close();
        assertThat(all().events()).isEqualTo(6);
    }

    @Test
    void otherOrdersCountEachEventOnceToo() {
        try (EventCursor cursor = replayer.replay(ReplayRequest.all().withOrder(ReplayOrder.AGGREGATE))) {
            while (cursor.next()) {
                cursor.event();
            }
        }
        assertThat(all()).isEqualTo(model());

        AggregateId aggregate = log.model().get(0).event().subject();
        long its = log.model().stream()
                .filter(event -> event.event().subject().equals(aggregate))
                .count();
        try (EventCursor cursor = replayer.replay(ReplayRequest.all().withSubject(aggregate))) {
            while (cursor.next()) {
                cursor.event();
            }
        }
        assertThat(all().events()).isEqualTo(model().events() + its);
    }

    @Test
    void anEventWithoutDataHasNoBytes() {
        Event bare = new Event(
                "bare",
                "/test",
                new AggregateId("bare"),
                "Opened",
                null,
                null,
                null,
                null,
                log.model().get(0).event().extensions());
        assertThat(one(new RecordedEvent(0, 0, 0, bare))).isEqualTo(counted(new RecordedEvent(0, 0, 0, bare)));
    }

    private static Delivered counted(RecordedEvent event) {
        TierCounts counts = new TierCounts();
        counts.add(Tier.WARM, event);
        assertThat(counts.of(Tier.HOT)).isEqualTo(Delivered.NOTHING);
        return counts.of(Tier.WARM);
    }

    private EventCursor begun() {
        EventCursor cursor = replayer.replay(ReplayRequest.all());
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        return cursor;
    }

    private Delivered all() {
        return Stream.of(Tier.values()).map(replayer::delivered).reduce(Delivered.NOTHING, Delivered::plus);
    }

    private Delivered model() {
        return log.model().stream().map(DeliveredTest::one).reduce(Delivered.NOTHING, Delivered::plus);
    }

    private static Delivered one(RecordedEvent event) {
        Payload data = event.event().data();
        return new Delivered(1, data == null ? 0 : data.length());
    }
}
