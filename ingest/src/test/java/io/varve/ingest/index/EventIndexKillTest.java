package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that ends without warning while chunks are on their way to the disk. */
@Timeout(120)
final class EventIndexKillTest {

    private static final int EVENTS = 40_000;
    private static final int AGGREGATES = 3_000;
    private static final int HALTED = 86;

    @TempDir
    Path directory;

    private static EventIndex open(Path where) {
        return new EventIndex(new EventIndexConfig(where, 1_000, 1 << 16), 1 << 13);
    }

    private static SampleLog log() {
        SampleLog log = new SampleLog();
        for (int i = 0; i < EVENTS; i++) {
            log.append("account-" + (i * 31L) % AGGREGATES);
        }
        return log;
    }

    /** The process: adds up to a position and is gone. */
    static final class Killed {

        private Killed() {}

        public static void main(String[] arguments) {
            EventIndex index = open(Path.of(arguments[0]));
            log().addTo(index, 0, Integer.parseInt(arguments[1]));
            Runtime.getRuntime().halt(HALTED);
        }
    }

    @ParameterizedTest(name = "killed at position {0}")
    @ValueSource(ints = {900, 17_500, 39_999})
    void isRepairedByAddingAgain(int position) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString(),
                        Integer.toString(position))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(HALTED);

        SampleLog log = log();
        try (EventIndex index = open(directory)) {
            assertThat(index.indexedTo()).isLessThanOrEqualTo(position);
            assertThat(index.reachedTo()).isBetween(index.indexedTo(), (long) position);
            log.addTo(index, index.indexedTo(), EVENTS);
            assertWhole(index, log);
            index.flush();
            assertWhole(index, log);
        }
    }

    private static void assertWhole(EventIndex index, SampleLog log) {
        for (AggregateId aggregate : log.aggregates()) {
            assertThat(index.lastVersion(aggregate)).isEqualTo(log.lastVersion(aggregate, EVENTS));
            assertThat(log.resolve(aggregate, index.locate(aggregate, 0, 0, EVENTS), 1))
                    .isEqualTo(log.positions(aggregate, 0, EVENTS));
        }
        for (int position = 0; position < EVENTS; position += 7) {
            assertThat(index.findId(SampleLog.idKey(position))).isEqualTo(log.known(position));
        }
    }
}
