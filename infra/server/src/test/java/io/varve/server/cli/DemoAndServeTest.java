package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoAndServeTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path temporary;

    @Test
    void showsAllOfItInANewDirectory() throws IOException {
        CommandLineHarness varve = new CommandLineHarness(temporary.resolve("demo"), NOW.toString());
        Answer demo = varve.run("demo", "--no-serve", "--years", "1");
        assertThat(demo.err()).isEmpty();
        assertThat(demo.exitCode()).isZero();
        assertThat(demo.out())
                .contains("append: 1 year of 1,200 bank accounts")
                .contains("balances agree with the bank's")
                .contains("sound: ")
                .contains("COLD  since 2025-06-02")
                .contains("account-0017: its first and last of ");
        Map<String, String> tiers = varve.run("tiers", "--json").json();
        assertThat(tiers)
                .containsEntry("tiers[0].partitions", "1")
                .containsEntry("tiers[1].partitions", "2")
                .containsEntry("tiers[2].partitions", "9");

        Answer again = varve.run("demo", "--no-serve");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.errLines()).singleElement().asString().contains("needs a new data directory");
    }

    @Test
    void servesUntilItIsToldToEnd() throws Exception {
        PipedInputStream output = new PipedInputStream();
        Output out = new Output(new PipedOutputStream(output));
        PrintStream err = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLineRunner runner = new CommandLineRunner(new Console(out, err, false, Map.of(), () -> NOW));
        String data = temporary.resolve("data").toString();
        FutureTask<Integer> exit = new FutureTask<>(() -> runner.run("serve", "--data", data, "--port", "0"));
        Thread serving = new Thread(exit, "serving");
        serving.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            String url = lines.readLine().replaceAll(".*(http://[0-9.:]+).*", "$1");
            assertThat(get(url + "/health/live")).isEqualTo("200 {\"status\":\"live\"}\n");
            assertThat(get(url + "/health/ready")).startsWith("200 {\"status\":\"ready\",");
            assertThat(get(url + "/metrics"))
                    .startsWith("200 ")
                    .contains(
                            "varve_log_head_position{log=\"events\"} 0.0",
                            "varve_tier_events{log=\"events\",tier=\"cold\"} 0.0",
                            "varve_migration_overdue_seconds{log=\"events\"} 0.0",
                            "varve_verify_age_seconds{log=\"events\"} NaN",
                            "varve_snapshots_full_replays_total{log=\"events\"} 0.0",
                            "varve_snapshots_skipped_total{log=\"events\",reason=\"corrupt\"} 0.0");
            serving.interrupt();
            assertThat(awaited(exit)).isZero();
        }
        assertThat(Files.readString(temporary.resolve("data/varve.lock"))).isEmpty();
    }

    private static int awaited(FutureTask<Integer> exit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return exit.get(60, TimeUnit.SECONDS);
    }

    private static String get(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
