package io.varve.query.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is gone without warning while it takes snapshots. */
@Timeout(120)
final class SnapshotKillTest {

    private static final ProjectionKey PROJECTION = new ProjectionKey("sum", 1, "ef".repeat(32));
    private static final int AGGREGATES = 500;
    private static final int PUTS = 6_000;
    private static final int HALTED = 86;

    @TempDir
    private Path directory;

    /** The process. */
    static final class Killed {

        private Killed() {}

        public static void main(String[] arguments) {
            SnapshotStore store = new SnapshotStore(Path.of(arguments[0]));
            for (long position = 0; position < PUTS; position++) {
                store.put(PROJECTION, aggregate(position % AGGREGATES), at(position), 3);
            }
            Runtime.getRuntime().halt(HALTED);
        }
    }

    @Test
    void hasLeftTheNewestSnapshotsWhole() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(HALTED);
        try (SnapshotStore store = new SnapshotStore(directory)) {
            for (long number = 0; number < AGGREGATES; number++) {
                SnapshotStore.Found found = store.find(PROJECTION, aggregate(number), 3);
                long newest = PUTS - AGGREGATES + number;
                assertThat(found.unsound()).isEmpty();
                assertThat(found.snapshots())
                        .extracting(kept -> kept.snapshot().position())
                        .containsExactly(newest, newest - AGGREGATES, newest - 2 * AGGREGATES);
                assertThat(found.snapshots().get(0).snapshot())
                        .usingRecursiveComparison()
                        .isEqualTo(at(newest));
            }
        }
    }

    private static AggregateId aggregate(long number) {
        return new AggregateId("account-" + number);
    }

    private static Snapshot at(long position) {
        byte[] state = "{\"n\":1}".repeat(1 + (int) (position % 40)).getBytes(StandardCharsets.UTF_8);
        return new Snapshot(position, position / AGGREGATES, 1, position, null, true, "/s", "id-" + position, state);
    }
}
