package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EventIndexForgetTest {

    private static final int GENERATION = 8;
    private static final int EVENTS = 30;
    private static final AggregateId ANN = new AggregateId("ann");

    @TempDir
    Path directory;

    private final SampleLog log = new SampleLog();

    @BeforeEach
    void fill() {
        for (int i = 0; i < EVENTS; i++) {
            log.append("ann");
        }
    }

    private EventIndex open() {
        return new EventIndex(new EventIndexConfig(directory, 5, 1 << 16), GENERATION);
    }

    @Test
    void generationsGoWholeAndFilesStay() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, EVENTS);
            index.flush();
            index.addFile(log.file(0, 20, 5).iterator(), 20);

            index.forget(20, micros(20));

            assertThatExceptionOfType(IndexGapException.class).isThrownBy(() -> index.locate(ANN, 0, 0, EVENTS));
            assertThat(log.resolve(ANN, index.locate(ANN, 16, 16, EVENTS), 5))
                    .as("generation 2 begins at 16 and reaches past 20")
                    .isEqualTo(log.positions(ANN, 16, EVENTS));
            assertAnswers(index);
        }
        try (EventIndex index = open()) {
            assertAnswers(index);
            log.append("ann");
            log.addTo(index, EVENTS, EVENTS + 1);
            assertAnswers(index);
        }
    }

    private void assertAnswers(EventIndex index) {
        assertThat(index.lastVersion(ANN)).isEqualTo(log.size() - 1);
        assertThat(log.resolve(ANN, index.locate(ANN, 0, 20, log.size()), 5))
                .isEqualTo(log.positions(ANN, 0, log.size()));
        assertThat(index.findId(SampleLog.idKey(15))).isNull();
        assertThat(index.findId(SampleLog.idKey(16))).isEqualTo(log.known(16));
    }

    @Test
    void idsStayUntilTheirTime() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, EVENTS);
            index.flush();
            index.forget(24, micros(15));
            assertThat(index.findId(SampleLog.idKey(7))).isNull();
            assertThat(index.findId(SampleLog.idKey(8)))
                    .as("the newest of its generation is no older than asked")
                    .isEqualTo(log.known(8));
            index.forget(0, micros(EVENTS));
            assertThat(index.findId(SampleLog.idKey(8))).as("still hot").isEqualTo(log.known(8));
            index.forget(24, micros(16));
            assertThat(index.findId(SampleLog.idKey(8))).isNull();
        }
    }

    @Test
    void whatIsOnlyInMemoryIsNotForgotten() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 5);
            index.forget(EVENTS, Long.MAX_VALUE);
            assertThat(index.findId(SampleLog.idKey(4))).isEqualTo(log.known(4));
            log.addTo(index, 5, EVENTS);
            index.flush();
            assertThat(log.resolve(ANN, index.locate(ANN, 0, 0, EVENTS), 1)).hasSize(EVENTS);
        }
    }

    @Test
    void theFilterIsRebuiltAndLosesNothing() {
        try (EventIndex index = open()) {
            log.addTo(index, 0, 20);
            index.flush();
            index.forget(16, Long.MAX_VALUE);
            for (int position = 20; position < EVENTS; position++) {
                log.addTo(index, position, position + 1);
                for (int earlier = 16; earlier <= position; earlier++) {
                    assertThat(index.findId(SampleLog.idKey(earlier))).isEqualTo(log.known(earlier));
                }
            }
            assertThat(index.lastVersion(ANN)).isEqualTo(EVENTS - 1);
        }
    }

    private static long micros(long position) {
        return position * SampleLog.MICROS_PER_EVENT;
    }
}
