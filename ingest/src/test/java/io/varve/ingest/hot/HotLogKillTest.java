package io.varve.ingest.hot;

import static io.varve.ingest.hot.HotSamples.START;
import static io.varve.ingest.hot.HotSamples.append;
import static io.varve.ingest.hot.HotSamples.requireEvents;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Law 4: what was acknowledged survives kill -9, also where it was never synced. */
final class HotLogKillTest {

    private static final int KILLS = 4;
    private static final int BATCH = 700;

    @TempDir
    Path directory;

    /** The process that is killed: appends for ever and says how far it is. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) {
            HotLog log = HotLog.open(HotSamples.daily(Path.of(arguments[0])));
            while (true) {
                append(log, START + log.nextPosition() / 50_000 * HotSamples.DAY, BATCH);
                System.out.println("acknowledged " + log.nextPosition());
            }
        }
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void keepsWhatWasAcknowledgedBeforeTheProcessWasKilled() throws Exception {
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = killAfter(acknowledged + 40_000 + kill * 1_000L);

            try (HotLog log = HotLog.open(HotSamples.daily(directory))) {
                assertThat(log.nextPosition()).isGreaterThanOrEqualTo(acknowledged);
                assertThat(log.nextPosition() % BATCH).isZero();
                requireEvents(log, 0, log.nextPosition());
            }
        }
    }

    /** Lets a process append until it has acknowledged the position, kills it, and returns what it said last. */
    private long killAfter(long position) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx128m", "-cp", classPath(), Appender.class.getName(), directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = process.inputReader()) {
            long acknowledged = 0;
            boolean killed = false;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.matches("acknowledged \\d+")) { // the last line may be torn
                    acknowledged = Math.max(acknowledged, Long.parseLong(line.substring("acknowledged ".length())));
                }
                if (acknowledged >= position && !killed) {
                    process.toHandle().destroyForcibly(); // the process itself would close the stream that is read
                    killed = true;
                }
            }
            assertThat(acknowledged).isGreaterThanOrEqualTo(position);
            return acknowledged;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "." + File.separator));
    }
}
