package io.varve.server.cli;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.snapshot.SnapshotPolicy;
import io.varve.query.snapshot.SnapshotRules;
import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States and snapshots on the command line. Each command is a process's life: it opens the archive and closes it. */
final class StateCommandTest {

    /** Counts the events of an account; found by ServiceLoader. */
    public static final class Counter implements Projection<Long> {

        @Override
        public String name() {
            return "counter";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long apply(Long state, RecordedEvent event) {
            return state + 1;
        }

        @Override
        public byte[] toJson(Long state) {
            return ("{\"count\":" + state + "}").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Long fromJson(byte[] json) {
            String text = new String(json, StandardCharsets.UTF_8);
            return Long.valueOf(text.substring(9, text.length() - 1));
        }

        @Override
        public SnapshotRules snapshots() {
            return new SnapshotRules(SnapshotPolicy.everyEvents(2), 3);
        }
    }

    @TempDir
    private Path directory;

    private CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-01-01T00:00:00Z");

    @BeforeEach
    void fill() {
        varve = new CommandLineHarness(directory.resolve("data"), "2026-06-01T12:00:00Z");
        Path file = varve.file(
                "bank.ndjson",
                event("1", "account-1", "2026-01-05T09:00:00Z", 5),
                event("2", "account-2", "2026-01-05T09:00:01Z", 5),
                event("3", "account-1", "2026-03-05T09:00:00Z", 5),
                event("4", "account-1", "2026-05-30T09:00:00Z", 5));
        assertThat(varve.run("import", file.toString(), "--backfill").exitCode())
                .isZero();
    }

    @Test
    void tellsStatesAndKeepsSnapshots() throws IOException {
        assertThat(varve.run("state", "account-1", "--projection", "counter").lines())
                .containsExactly(
                        "subject   account-1",
                        "version   2",
                        "position  3",
                        "recorded  2026-05-30T09:00:00Z",
                        "state     {\"count\":3}");
        assertThat(varve.run("state", "account-1", "--projection", "counter", "--as-of", "2026-03-05T09:00:00Z")
                        .out())
                .contains("state     {\"count\":2}");
        assertThat(varve.run("state", "account-1", "--projection", "counter", "--as-of", "2026-03-05", "--by", "time")
                        .out())
                .contains("state     {\"count\":1}");
        assertThat(varve.run("state", "account-1", "--projection", "counter", "--as-of", "2020-01-01", "--json")
                        .json())
                .containsEntry("version", "-1")
                .containsEntry("recordedAt", "null")
                .containsEntry("state.count", "0");
        assertThat(varve.run("snapshots", "--json").json())
                .containsEntry("projections[0].projection", "counter")
                .containsEntry("projections[0].snapshots", "2");
        assertThat(varve.run("snapshots", "list", "account-1").lines()).hasSize(3);

        Answer explained = varve.run("state", "account-1", "--projection", "counter", "--explain", "--json");
        assertThat(explained.json())
                .containsEntry("explain.snapshotPosition", "3")
                .containsEntry("explain.hotEvents", "0");
        for (Path slot : slots()) {
            overwrite(slot);
        }
        assertThat(varve.run("state", "account-1", "--projection", "counter", "--explain")
                        .lines())
                .contains("state     {\"count\":3}")
                .anyMatch(line -> line.startsWith("snapshot  "));

        assertThat(varve.run("snapshots", "take", "--projection", "counter").out())
                .contains("2 states looked at");
        assertThat(varve.run("snapshots", "drop", "--projection", "counter").exitCode())
                .isZero();
        assertThat(varve.run("snapshots").lines()).hasSize(1);
        assertThat(varve.run("state", "account-1", "--projection", "counter", "--no-snapshot", "--explain")
                        .out())
                .contains("snapshot  none: folded from the first event on", "replayed  3 hot, 0 warm, 0 cold");
    }

    private List<Path> slots() throws IOException {
        try (Stream<Path> slots = Files.list(directory.resolve("data/logs/events/snapshots"))) {
            return slots.toList();
        }
    }

    private void overwrite(Path slot) throws IOException {
        try (Stream<Path> files = Files.list(slot)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 20; at < bytes.length; at += 7) {
                    bytes[at] ^= 1;
                }
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        check(1, "there is no projection 'balanse'", "state", "account-1", "--projection", "balanse");
        check(1, "holds no event of 'account-9'", "state", "account-9", "--projection", "counter");
        check(1, "no version 3", "state", "account-1", "--projection", "counter", "--at-version", "3");
        check(1, "name the subject", "state", "--projection", "counter");
        check(2, "--projection", "state", "account-1");
        check(
                2,
                "two moments",
                "state",
                "account-1",
                "--projection",
                "counter",
                "--at-version",
                "1",
                "--as-of",
                "2026-01-01");
        check(2, "--by says", "state", "account-1", "--projection", "counter", "--by", "time");
        check(2, "must be 0 or more", "state", "account-1", "--projection", "counter", "--at-version", "-1");
        check(2, "needs --projection", "snapshots", "take");
    }

    @Test
    void refusesFullReplaysWhereTheyAreForbidden() {
        varve.configure("snapshots.fullReplay: forbid\n");
        check(1, "varve snapshots take", "state", "account-1", "--projection", "counter");
        assertThat(varve.run("snapshots", "take", "--projection", "counter").exitCode())
                .isZero();
        assertThat(varve.run("state", "account-1", "--projection", "counter").exitCode())
                .isZero();
    }

    private void check(int exitCode, String words, String... arguments) {
        Answer answer = varve.run(arguments);
        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(exitCode);
        assertThat(answer.errLines()).hasSize(1);
        assertThat(answer.err()).contains(words);
    }
}
