package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code varve replay} that goes on, and in a form for programs. */
final class FollowCommandTest {

    private static final byte[] ARROW_END = {-1, -1, -1, -1, 0, 0, 0, 0};

    @TempDir
    Path temporary;

    private CommandLineHarness varve;

    @BeforeEach
    void fill() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        for (int i = 0; i < 3; i++) {
            Answer appended = varve.run("append", "--subject", "a", "--type", "T", "--data", "{\"n\":" + i + "}");
            assertThat(appended.err()).isEmpty();
        }
    }

    @Test
    void printsWhatThereIsAndWaitsUntilItIsToldToEnd() throws Exception {
        PipedInputStream output = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(output);
        FutureTask<Answer> following = new FutureTask<>(() -> varve.runInto(out, "replay", "--follow", "--from", "1"));
        Thread thread = new Thread(following, "following");
        thread.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("{\"position\":1,");
            assertThat(lines.readLine()).startsWith("{\"position\":2,");
            thread.interrupt();
            Answer answer = following.get(60, TimeUnit.SECONDS);
            assertThat(answer.exitCode()).isZero();
            assertThat(answer.errLines()).containsExactly("stopping");
        }
        assertThat(varve.run("replay").lines()).as("the directory is free").hasSize(3);
    }

    @Test
    void endsWhenNobodyReadsAnyMore() throws Exception {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        FutureTask<Answer> following = new FutureTask<>(() -> varve.runInto(closed, "replay", "--follow"));
        Thread thread = new Thread(following, "following");
        thread.start();
        try {
            assertThat(following.get(30, TimeUnit.SECONDS).exitCode()).isZero();
        } finally {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void endsAtALimitOrAnEnd() {
        assertThat(varve.run("replay", "--follow", "--limit", "2").lines()).hasSize(2);
        assertThat(varve.run("replay", "--follow", "--to", "3").lines())
                .isEqualTo(varve.run("replay").lines());
    }

    @Test
    void refusesFormsThatEnd() {
        for (String[] form :
                new String[][] {{"--format", "arrow"}, {"--format", "parquet"}, {"--order", "aggregate"}}) {
            Answer refused = varve.run("replay", "--follow", form[0], form[1]);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.errLines()).singleElement().asString().contains("leave out");
        }
    }

    @Test
    void printsArrow() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Answer answer = varve.runInto(out, "replay", "--format", "arrow");
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        byte[] stream = out.toByteArray();
        assertThat(Arrays.copyOf(stream, 4)).as("the marker before the schema").containsOnly(-1);
        assertThat(Arrays.copyOfRange(stream, stream.length - ARROW_END.length, stream.length))
                .isEqualTo(ARROW_END);
    }
}
