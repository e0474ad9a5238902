package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that goes away without a word must not keep files for ever; one that is slow must not lose its place. */
final class LeaseTest {

    private static final long BUDGET = 32 << 20;
    private static final Duration NEARLY = TestLog.LEASE.minusNanos(1);

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
        replayer.close();
        log.close();
    }

    @Test
    void anIdleReaderIsEndedAndTellsWhereToGoOn() {
        List<RecordedEvent> read = new ArrayList<>();
        try (EventCursor cursor = replayer.replay(ReplayRequest.all())) {
            for (int i = 0; i < 7; i++) {
                assertThat(cursor.next()).isTrue();
                read.add(cursor.event());
            }
            log.pass(TestLog.LEASE);
            assertThat(replayer.endIdle()).isEqualTo(1);
            assertThat(replayer.freeBudgetBytes()).as("all is given back").isEqualTo(BUDGET);
            assertThat(replayer.endIdle()).isZero();

            ReplayException ended = catchThrowableOfType(ReplayException.class, cursor::next);
            assertThat(ended)
                    .hasMessageContaining("asked for nothing for 600 s")
                    .hasMessageContaining("position 7");
            assertThatThrownBy(cursor::event).isSameAs(ended);
            try (EventCursor rest =
                    replayer.replay(ReplayRequest.all().withPositions(ended.resumeFrom(), Long.MAX_VALUE))) {
                while (rest.next()) {
                    read.add(rest.event());
                }
            }
        }
        assertThat(read).isEqualTo(log.model());
    }

    @Test
    void aSlowReaderThatComesBackInTimeReadsOn() {
        List<RecordedEvent> read = new ArrayList<>();
        try (EventCursor cursor = replayer.replay(ReplayRequest.all())) {
            while (cursor.next()) {
                read.add(cursor.event());
                log.pass(NEARLY);
                assertThat(replayer.endIdle()).isZero();
            }
            log.pass(TestLog.LEASE);
            assertThat(replayer.endIdle())
                    .as("one that has come to its end holds nothing")
                    .isZero();
        }
        assertThat(read).isEqualTo(log.model());
    }

    @Test
    void aSortedReplayBeginsAgain() {
        try (EventCursor cursor = replayer.replay(ReplayRequest.all().withOrder(ReplayOrder.AGGREGATE))) {
            assertThat(cursor.next()).isTrue();
            log.pass(TestLog.LEASE);
            assertThat(replayer.endIdle()).isEqualTo(1);
            ReplayException ended = catchThrowableOfType(ReplayException.class, cursor::next);
            assertThat(ended.resumeFrom()).isZero();
        }
    }
}
