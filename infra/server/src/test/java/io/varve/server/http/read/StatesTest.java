package io.varve.server.http.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.query.state.Moment;
import io.varve.server.cli.CommandLineHarness;
import io.varve.server.report.AllStatesReport;
import io.varve.tiering.partition.Tier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of all aggregates over HTTP, and states by projections that are sent. */
final class StatesTest {

    private static final String STATES = "/v1/logs/events/states";
    private static final String STATE = "/v1/logs/events/aggregates/account-1/state";
    private static final String YAML = "application/yaml";
    private static final int MANY = 80_000;
    private static final String COUNT = """
            name: count
            version: 1
            initial: { n: 0, last: "", padding: "%s" }
            on:
              '*': { n: state.n + event.data.n, last: event.type }
            """.formatted("x".repeat(150));

    @TempDir
    private Path directory;

    private ServedLog log;

    @BeforeEach
    void open() throws IOException {
        Path data = directory.resolve("data");
        Files.writeString(Files.createDirectories(data.resolve("projections")).resolve("count.yaml"), COUNT);
        log = new ServedLog(data, Map.of("VARVE_SERVE_THREADS", "16"));
    }

    @AfterEach
    void close() {
        log.close();
    }

    private HttpResponse<String> send(String path, String type, String body) {
        return send(path, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String path, String type, byte[] body) {
        return log.server()
                .send(log.server().to(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    /** What {@code varve state --all --json} prints. */
    private String lines(Moment moment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            AllStatesReport report = new AllStatesReport(out, true);
            log.log()
                    .states()
                    .all()
                    .read(
                            log.server().archive().projections().load("count"),
                            moment,
                            report::add,
                            (events, total) -> {});
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void areThoseOfTheCommandLineAtAnyMomentByNameAndBySending() {
        log.threeTiers(ServedLog.DATA);
        Instant then = Instant.parse("2026-03-12T07:59:45Z");
        Map<String, Moment> moments = Map.of(
                "",
                Moment.now(),
                "&as-of=" + then,
                Moment.knownAt(Micros.of(then)),
                "&as-of=" + then + "&by=time",
                Moment.happenedBy(Micros.of(then)),
                "&as-of=2020-01-01",
                Moment.knownAt(0));
        moments.forEach((query, moment) -> {
            HttpResponse<String> named = log.get(STATES + "?projection=count" + query);
            assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
            assertThat(named.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
            assertThat(named.body()).isEqualTo(lines(moment)).hasLineCount(query.contains("2020") ? 0 : 3);
            HttpResponse<String> sent = send(STATES + "?file=count.yaml" + query, YAML, COUNT);
            assertThat(sent.body()).isEqualTo(named.body());
        });
    }

    @Test
    void aProjectionThatIsSentTellsAStateAndLeavesNothingBehind() throws IOException {
        log.threeTiers(ServedLog.DATA);
        String sent = COUNT + "snapshot: { everyEvents: 1 }\n";
        String ofLog = COUNT.replace("version: 1", "version: 1\nscope: log") + "snapshot: { everyEvents: 1 }\n";
        Map<String, String> one =
                CommandLineHarness.flatten(send(STATE + "?at-version=4&explain=true", YAML + "; charset=utf-8", sent)
                        .body());
        assertThat(one).containsEntry("state.n", "5").containsEntry("version", "4");
        assertThat(one).containsEntry("explain.coldEvents", "3");
        assertThat(CommandLineHarness.flatten(
                        send("/v1/logs/events/state", YAML, ofLog).body()))
                .containsEntry("state.n", "30");
        log.restart(); // what would have been taken in the background is written by then
        assertThat(log.log().states().snapshots().projections(null)).isEmpty();
        assertThat(log.get("/v1/projections").body()).contains("count").doesNotContain("body");
        try (Stream<Path> files = Files.list(directory.resolve("data/projections"))) {
            assertThat(files).hasSize(1);
        }
    }

    static Stream<String> routes() {
        return Stream.of(STATES, STATE, "/v1/logs/events/state");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aDeclarationThatIsNoneIsRefusedByItsPlace(String route) {
        HttpResponse<String> wrong = send(route + "?file=my.yaml", YAML, COUNT.replace("state.n +", "state.m +"));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(wrong.body())
                .contains("/problems/invalid-projection", "my.yaml line 5: on.*.n: 'state.m' is not known");
        assertThat(send(route, YAML, "").body()).contains("body: is empty");
        assertThat(send(route + "?file=a%0Ab", YAML, "[").body()).contains("a\\\\u000ab line 1: is not YAML");
        String foreign = COUNT.replace("event.data.n", "java.lang.System.exit(0)");
        assertThat(send(route, YAML, foreign).statusCode()).isEqualTo(422);

        assertThat(send(route, "application/json", COUNT).statusCode()).isEqualTo(415);
        assertThat(send(route, YAML + "; charset=utf-16", COUNT).statusCode()).isEqualTo(415);
        assertThat(send(route, YAML, new byte[] {'n', (byte) 0xC3}).statusCode())
                .isEqualTo(400);
        HttpResponse<String> large = send(route, YAML, COUNT + "#".repeat(1 << 16));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("\"maxBytes\":65536");
        assertThat(send(route + "?file=", YAML, COUNT).statusCode()).isEqualTo(400);
        assertThat(send(route + "?file=" + "x".repeat(256), YAML, COUNT).body()).contains("256");
        assertThat(send(route + "?projection=count", YAML, COUNT).statusCode()).isEqualTo(400);
        assertThat(send(route.replace("/events/", "/nothing/"), YAML, COUNT).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?projection=count&by=time",
                "?projection=count&at-version=1",
                "?projection=count&as-of=soon",
                "?projection=count&no-snapshot=true",
                "?projection=count&file=x",
            })
    void aQuestionThatCannotBeIsRefused(String query) {
        HttpResponse<String> answer = log.get(STATES + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("/problems/invalid-parameter");
    }

    @Test
    void aProjectionOfTheWholeLogHasNoStatesOfAggregates() {
        HttpResponse<String> answer = send(STATES, YAML, COUNT.replace("version: 1", "version: 1\nscope: log"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("projection 'count' folds the whole log, not each aggregate");
        assertThat(log.get(STATES + "?projection=cuont").statusCode()).isEqualTo(404);
    }

    @Test
    void whatFailsSoonIsToldByTheStatus() {
        log.append(3);
        log.appendTo("account-2");
        for (HttpResponse<String> told :
                List.of(log.get(STATES + "?projection=count"), send(STATES + "?file=count.yaml", YAML, COUNT))) {
            assertThat(told.statusCode()).isEqualTo(422);
            assertThat(told.body())
                    .contains("/problems/projection-failed", "count.yaml line 5", "at position 3")
                    .doesNotContain("\"subject\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1h | [] | state.x + state.x + [1] | gives a value of more than 262144 characters",
                "1h | a | state.x + state.x | gives a value of more than 262144 characters",
                "1s | 0 | '[0,1,2,3,4,5,6,7,8,9].map(a, [0,1,2,3,4,5,6,7,8,9].map(b, [0,1,2,3,4,5,6,7,8,9].map(c,"
                        + " [0,1,2,3,4,5,6,7,8,9].map(d, a)))).size()' | takes longer than sql.timeout allows (1.0 s)",
            })
    void whatIsSentStaysWithinBounds(String timeout, String initial, String rule, String says) throws IOException {
        log.close();
        log = new ServedLog(directory.resolve("bounded"), Map.of("VARVE_SQL_TIMEOUT", timeout));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            events.add(Event.json("e" + i, "/test", "account-1", "T", "{}"));
        }
        log.log().appender().append(AppendRequest.of(events));
        String greedy = "name: greedy\nversion: 1\ninitial: {x: " + initial + "}\non:\n  T:\n    x: >-\n      " + rule;
        for (String route : List.of(STATES, STATE)) {
            HttpResponse<String> ended = send(route, YAML, greedy);
            assertThat(ended.statusCode()).as(ended.body()).isEqualTo(422);
            assertThat(ended.body()).contains("/problems/projection-failed", says);
        }
    }

    /**
     * So many events that aggregates are folded in several ranges; as many states are more than connections hold back.
     */
    private void appendMany(int aggregates) {
        int each = 10_000;
        for (int batch = 0; batch < MANY / each; batch++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                int number = batch * each + i;
                String subject = String.format(Locale.ROOT, "s%06d", number % aggregates);
                events.add(Event.json("many-" + number, "/test", subject, "T", "{\"n\":1}"));
            }
            log.log().appender().append(AppendRequest.of(events));
        }
    }

    @Test
    void whatFailsBehindFewStatesIsToldByTheStatusToo() {
        appendMany(100);
        log.appendTo("z-last");
        HttpResponse<String> told = log.get(STATES + "?projection=count");
        assertThat(told.statusCode()).as(told.body()).isEqualTo(422);
        assertThat(told.body()).contains("of 'z-last' at position 80000").doesNotContain("\"subject\"");
    }

    @Test
    void whatFailsLaterIsBrokenOff() {
        appendMany(MANY);
        log.appendTo("z-last");
        assertThatThrownBy(() -> log.get(STATES + "?projection=count")).isInstanceOf(UncheckedIOException.class);
        while (!log.get("/metrics").body().contains("route=\"/v1/logs/{log}/states\"")) {
            Thread.onSpinWait(); // the connection ends before the request does
        }
        Instant before = Instant.parse("2025-01-01T00:00:00Z");
        assertThat(log.get(STATES + "?projection=count&as-of=" + before).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSlowReaderGetsAllAndOneMoreAsksAgain() throws IOException {
        appendMany(MANY);
        String all = lines(Moment.now());
        String path = STATES + "?projection=count";
        try (Socket slow = Reader.silent(log.server().port(), path);
                Socket gone = Reader.silent(log.server().port(), path)) {
            while (slow.getInputStream().available() == 0
                    || gone.getInputStream().available() == 0) {
                Thread.onSpinWait(); // until both are being answered
            }
            HttpResponse<String> refused = log.get(path);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(log.get(STATE + "?projection=count").statusCode())
                    .as("others are answered")
                    .isEqualTo(404);
            gone.close();
            while (log.get(path).statusCode() == 429) {
                Thread.onSpinWait();
            }
            assertThat(Reader.wholeBody(slow)).isEqualTo(all);
        }
    }

    @Test
    void aFileThatIsMissingIsNotPassedOver() throws IOException {
        log.threeTiers(ServedLog.DATA);
        Path warm = log.log().view().files().stream()
                .filter(file -> file.tier() == Tier.WARM)
                .map(file -> Path.of(file.location()))
                .findFirst()
                .orElseThrow();
        Files.delete(warm);
        log.restart();
        HttpResponse<String> told = log.get(STATES + "?projection=count");
        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(told.body()).contains("/problems/storage-unavailable");
    }
}
