package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStoreException.Kind;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayFailureTest {

    private static final long BUDGET = 32 << 20;

    @TempDir
    private Path directory;

    private TestLog log;
    private Replayer replayer;

    @BeforeEach
    void open() throws IOException {
        log = new TestLog(directory, 20);
        SampleEvents.threeTiers(log, new Random(3));
        replayer = new Replayer(log.sources(), log.config(BUDGET, 2));
    }

    @AfterEach
    void close() {
        assertThat(replayer.freeBudgetBytes()).as("all is given back").isEqualTo(BUDGET);
        replayer.close();
        log.close();
    }

    @Test
    void namesAMissingLocalFile() throws IOException {
        CatalogFile warm = log.catalogFiles().get(5);
        log.remove(warm);

        checkNamed(warm, fails(ReplayRequest.all(), (int) warm.firstPosition()), warm.firstPosition());
    }

    @Test
    void namesAMissingObject() throws IOException {
        CatalogFile frozen = log.catalogFiles().get(2);
        log.remove(frozen);

        checkNamed(frozen, fails(ReplayRequest.all(), (int) frozen.firstPosition()), frozen.firstPosition());
    }

    @Test
    void namesATruncatedFile() throws IOException {
        CatalogFile warm = log.catalogFiles().get(4);
        log.truncate(warm);

        checkNamed(warm, fails(ReplayRequest.all(), (int) warm.firstPosition()), warm.firstPosition());
    }

    @Test
    void namesAnAlteredFile() throws IOException {
        CatalogFile warm = log.catalogFiles().get(6);
        log.alter(warm);

        checkNamed(warm, fails(ReplayRequest.all(), (int) warm.firstPosition()), warm.firstPosition());
    }

    @Test
    void namesAnObjectThatCannotBeReachedAndGoesOnWhenItCan() {
        log.cold().failAll(Kind.UNREACHABLE);
        ReplayException failure = fails(ReplayRequest.all(), 0);
        checkNamed(log.catalogFiles().get(0), failure, 0);

        log.cold().heal();
        assertThat(ReplayPropertyTest.read(replayer, ReplayRequest.all())).isEqualTo(log.model());
    }

    @Test
    void goesOnWhereAFailedReplayEnded() throws IOException {
        CatalogFile warm = log.catalogFiles().get(4);
        log.freeze(warm);
        CatalogFile frozen = log.catalogFiles().get(4);
        log.cold().alterReads(key -> frozen.location().toString().contains(key));
        List<RecordedEvent> events = new ArrayList<>();
        long resumeFrom = readUntilFailure(ReplayRequest.all(), events).resumeFrom();

        log.cold().heal();
        events.addAll(ReplayPropertyTest.read(replayer, ReplayRequest.all().withPositions(resumeFrom, Long.MAX_VALUE)));

        assertThat(events).isEqualTo(log.model());
    }

    @Test
    void namesTheFileAlsoForOneAggregateAndForASort() throws IOException {
        CatalogFile warm = log.catalogFiles().get(4);
        AggregateId aggregate =
                log.model().get((int) warm.firstPosition()).event().subject();
        log.remove(warm);

        List<RecordedEvent> before = new ArrayList<>();
        ReplayException ofOne = readUntilFailure(ReplayRequest.all().withSubject(aggregate), before);
        checkNamed(
                warm,
                ofOne,
                before.isEmpty() ? 0 : before.get(before.size() - 1).position() + 1);
        ReplayException ofSort = fails(ReplayRequest.all().withOrder(ReplayOrder.AGGREGATE), 0);
        checkNamed(warm, ofSort, 0);
    }

    @Test
    void refusesToBeUsedAfterAFailureAndAfterClose() throws IOException {
        log.remove(log.catalogFiles().get(0));
        EventCursor failed = replayer.replay(ReplayRequest.all());
        assertThatThrownBy(failed::next).isInstanceOf(ReplayException.class);
        assertThatThrownBy(failed::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(failed::event).isInstanceOf(IllegalStateException.class);
        failed.close();

        for (ReplayRequest request : List.of(
                ReplayRequest.all().withPositions(log.catalogFiles().get(1).firstPosition(), Long.MAX_VALUE),
                ReplayRequest.all().withPositions(log.model().size() - 20, Long.MAX_VALUE),
                ReplayRequest.all()
                        .withPositions(log.catalogFiles().get(5).firstPosition(), Long.MAX_VALUE)
                        .withOrder(ReplayOrder.AGGREGATE))) {
            EventCursor cursor = replayer.replay(request);
            assertThatThrownBy(cursor::event).isInstanceOf(IllegalStateException.class);
            assertThat(cursor.next()).isTrue();
            cursor.close();
            cursor.close();
            assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cursor::event).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void staysAtTheEnd() {
        try (EventCursor cursor = replayer.replay(ReplayRequest.all().withSubject(new AggregateId("unknown")))) {
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void endsAtTheHeadOfItsStart() {
        int head = log.model().size();
        try (EventCursor cursor = replayer.replay(ReplayRequest.all())) {
            SampleEvents.appendDay(log, 10, 30, new Random(1));
            int count = 0;
            while (cursor.next()) {
                count++;
            }
            assertThat(count).isEqualTo(head);
        }
    }

    private static void checkNamed(CatalogFile file, ReplayException failure, long resumeFrom) {
        assertThat(failure.log()).isEqualTo(TestLog.NAME);
        assertThat(failure.partition()).isEqualTo(file.partition());
        assertThat(failure.tier()).isEqualTo(file.tier()).isNotEqualTo(Tier.HOT);
        assertThat(failure.path()).isEqualTo(file.location().toString());
        assertThat(failure.resumeFrom()).isEqualTo(resumeFrom);
        assertThat(failure)
                .hasMessageContaining("partition " + file.partition())
                .hasMessageContaining(file.location().toString())
                .hasMessageContaining("go on from position " + resumeFrom);
    }

    private ReplayException fails(ReplayRequest request, int delivered) {
        List<RecordedEvent> events = new ArrayList<>();
        ReplayException failure = readUntilFailure(request, events);
        assertThat(events).isEqualTo(log.model().subList(0, delivered));
        return failure;
    }

    private ReplayException readUntilFailure(ReplayRequest request, List<RecordedEvent> events) {
        try (EventCursor cursor = replayer.replay(request)) {
            return catchThrowableOfType(ReplayException.class, () -> {
                while (cursor.next()) {
                    events.add(cursor.event());
                }
            });
        }
    }
}
