package io.varve.ingest.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.TestLog;
import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.source.feed.DeadLetters;
import io.varve.ingest.source.feed.FeedStatus;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process that reads is killed with SIGKILL at steps of its appends, again and again: counts agree to the event.
 */
final class KafkaKillTest {

    private static final int EVENTS = 6_000;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path directory;

    /** The process that is killed: reads until the log has all. Its records have no ids of their own. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) {
            read(Path.of(arguments[0]), arguments[1], new ArrayList<>());
        }

        static void read(Path directory, String broker, List<RecordedEvent> into) {
            FeedStatus status = new FeedStatus("shop", "events");
            KafkaConfig config = new KafkaConfig(
                    "shop",
                    List.of("orders"),
                    Map.of("bootstrap.servers", broker, "max.poll.records", "400"),
                    new KafkaConfig.Mapping("ordered", null, "/shop", null),
                    KafkaConfig.Lost.STOP);
            try (TestLog log = TestLog.open(directory.resolve("log"));
                    TestLog letters = TestLog.open(directory.resolve("letters"));
                    KafkaFeed feed = new KafkaFeed(
                            config, log.appender(), new DeadLetters(letters.appender(), status), status)) {
                do {
                    feed.step();
                } while (status.behind() != 0 || log.appender().head() < EVENTS);
                assertThat(status.duplicates()).as("records read twice").isZero();
                assertThat(letters.ids()).isEmpty();
                into.addAll(log.events());
            }
        }
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void neitherLosesNorDoubles() throws Exception {
        try (KafkaBroker broker = new KafkaBroker(directory.resolve("kafka"))) {
            broker.create("orders", 3);
            broker.send(Messages.numbered("orders", EVENTS));

            for (FaultPoint point : List.of(FaultPoint.HOT_BATCH_TORN, FaultPoint.APPEND_INDEXED)) {
                kill(broker.address(), point);
            }

            List<RecordedEvent> events = new ArrayList<>();
            Reader.read(directory, broker.address(), events);
            assertThat(events).hasSize(EVENTS);
            for (int partition = 0; partition < 3; partition++) {
                String key = "k" + partition;
                List<String> values = events.stream()
                        .filter(event -> event.event().subject().value().equals(key))
                        .map(event -> String.valueOf(event.event().data()))
                        .toList();
                List<String> expected = new ArrayList<>();
                for (int i = partition; i < EVENTS; i += 3) {
                    expected.add(Integer.toString(i));
                }
                assertThat(values).isEqualTo(expected);
            }
        }
    }

    private void kill(String broker, FaultPoint point) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of(
                "-D" + FaultPoint.PROPERTY + "=" + point + ":3",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path", "." + File.separator)),
                Reader.class.getName(),
                directory.toString(),
                broker));
        Path said = directory.resolve("reader-" + point + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as("killed at %s, having said:\n%s", point, Files.readString(said))
                    .isEqualTo(KILLED);
        } finally {
            process.destroyForcibly();
        }
    }
}
