package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Partitions move, and what they leave is removed, while a cursor is half way. All begins hot:
 *
 * <pre>
 * HOT | 0 1 2 3 4 5 6 7 |  ->  COLD | 0 1 2 3 |  WARM | 4 5 6 |  HOT | 7 |
 * </pre>
 */
final class MovesUnderReplayTest {

    private static final int DAYS = 8;

    @TempDir
    private Path directory;

    private TestLog log;

    private interface Step {
        void run() throws IOException;
    }

    @BeforeEach
    void fill() {
        log = new TestLog(directory, 13);
        Random random = new Random(5);
        for (int day = 0; day < DAYS; day++) {
            SampleEvents.appendDay(log, day, 60, random);
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void deliversTheExactListInLogOrder(int threads) throws IOException {
        checkUnderMoves(ReplayRequest.all(), threads, 12);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void deliversTheExactListOfAnAggregate(int threads) throws IOException {
        AggregateId aggregate = log.model().get(0).event().subject();
        checkUnderMoves(ReplayRequest.all().withSubject(aggregate), threads, 1);
    }

    @Test
    void deliversTheExactListWhenAllMovesAtOnce() throws IOException {
        for (int at = 0; at < log.model().size(); at += 37) {
            close();
            directory = directory.resolve("again");
            fill();
            checkMovesAt(at);
        }
    }

    /** One step of the moves after each so many events. */
    private void checkUnderMoves(ReplayRequest request, int threads, int eventsPerStep) throws IOException {
        Deque<Step> steps = steps();
        List<RecordedEvent> expected = ModelReplay.answer(log.model(), request);
        List<RecordedEvent> events = new ArrayList<>();
        try (Replayer replayer = new Replayer(log.sources(), log.config(32 << 20, threads))) {
            try (EventCursor cursor = replayer.replay(request)) {
                while (cursor.next()) {
                    events.add(cursor.event());
                    if (events.size() % eventsPerStep == 0 && !steps.isEmpty()) {
                        steps.remove().run();
                    }
                }
            }
            assertThat(events).isEqualTo(expected);
            while (!steps.isEmpty()) {
                steps.remove().run();
            }
            assertThat(log.catalogFiles())
                    .extracting(CatalogFile::tier)
                    .containsExactly(Tier.COLD, Tier.COLD, Tier.COLD, Tier.COLD, Tier.WARM, Tier.WARM, Tier.WARM);
            assertThat(ReplayPropertyTest.read(replayer, request)).isEqualTo(expected);
            assertThat(replayer.freeBudgetBytes()).isEqualTo(32 << 20);
        }
    }

    /** All of the moves at once after so many events. */
    private void checkMovesAt(int at) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        try (Replayer replayer = new Replayer(log.sources(), log.config(32 << 20, 1));
                EventCursor cursor = replayer.replay(ReplayRequest.all())) {
            while (cursor.next()) {
                events.add(cursor.event());
                if (events.size() == at + 1) {
                    for (Step step : steps()) {
                        step.run();
                    }
                }
            }
        }
        assertThat(events).as("moves after %s events", at + 1).isEqualTo(log.model());
    }

    private Deque<Step> steps() {
        Deque<Step> steps = new ArrayDeque<>();
        for (int day = 0; day < DAYS - 1; day++) {
            steps.add(log::seal);
            steps.add(log::releaseHot);
        }
        for (int day = 0; day < 4; day++) {
            int number = day;
            steps.add(() -> {
                CatalogFile warm = log.catalogFiles().get(number);
                log.freeze(warm);
                log.remove(warm);
            });
        }
        return steps;
    }
}
