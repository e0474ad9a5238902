package io.varve.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Replays a log through the command line, every way there is, and compares with what has to come. */
record WholeReplay(CommandLineHarness varve, String log, ExpectedLog expected) {

    private static final int COMMANDS = 3;

    /** The whole log, in its order. */
    void assertInLogOrder() throws IOException {
        ComparingStream printed = expected.inLogOrder();
        assertDone(varve.runInto(printed, "replay", "--log", log));
        printed.assertComplete(expected.events());
    }

    /** The whole log, aggregate by aggregate. */
    void assertByAggregate() throws IOException {
        ComparingStream printed = expected.byAggregate();
        assertDone(varve.runInto(printed, "replay", "--log", log, "--order", "aggregate"));
        printed.assertComplete(expected.events());
    }

    /** Each of these aggregates alone, which is the log filtered; a few of them as separate commands. */
    void assertAggregates(List<String> subjects) throws IOException {
        Map<String, String> texts = expected.filtered(subjects);
        try (OpenArchive archive = OpenArchive.of(varve, log)) {
            for (String subject : subjects) {
                assertThat(archive.aggregate(subject)).isEqualTo(texts.get(subject));
            }
        }
        for (String subject : subjects.subList(0, COMMANDS)) {
            Answer answer = varve.run("replay", "--log", log, "--subject", subject);
            assertDone(answer);
            assertThat(answer.out()).isEqualTo(texts.get(subject));
        }
    }

    /** Every byte of every tier is what it was. */
    void assertSound() {
        Answer verified = varve.run("verify", "--log", log, "--json");
        assertDone(verified);
        assertThat(verified.json())
                .containsEntry("sound", "true")
                .containsEntry("events", Integer.toString(expected.events()));
    }

    /** Takes the index away. */
    void loseIndex() throws IOException {
        Path index = varve.directory.resolve("logs").resolve(log).resolve("index");
        try (Stream<Path> tree = Files.walk(index)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static void assertDone(Answer answer) {
        assertThat(answer.err()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }
}
