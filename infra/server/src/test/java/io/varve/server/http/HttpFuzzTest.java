package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes in is taken, or refused with a 4xx that is a problem: never a 5xx, never a trace, nothing half
 * written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpFuzzTest {

    private static final int ROUNDS = Integer.getInteger("varve.rounds", 150);
    private static final long SEED = Long.getLong("varve.seed", System.nanoTime());
    private static final List<String> TYPES = List.of(
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "application/x-ndjson",
            "text/plain",
            "application/cloudevents+json; charset=utf-16",
            "application/cloudevents-batch+json;;",
            "x",
            "*/*");
    private static final List<String> PATHS = List.of(
            "/v1/logs/%s/events",
            "/v1/logs/events/aggregates/%s/state?projection=total",
            "/v1/logs/events/operations/%s",
            "/v1/logs/events/tiers?%s",
            "/v1/logs/events/aggregates/a/state?projection=total&as-of=%s",
            "/%s",
            "/v1/logs/%s/../../etc/passwd",
            "/problems/%s");

    private static final String DECLARED = """
            name: declared
            version: 1
            scope: aggregate
            initial: {total: 0, kinds: [], at: "", seen: {a: null}}
            upcast:
              - when: {type: Deposit, dataschema: "urn:x"}
                to: Deposited
                data: {amount: event.data.value / 100}
            on:
              Deposited: {total: state.total + event.data.amount, at: string(event.recordedAt)}
              '*': {kinds: "state.kinds + [event.type].filter(t, t.matches('^[a-z]+$'))", seen: "{'a': event.extensions}"}
            snapshot: {everyEvents: 10, every: 1h, growth: 2.0, keep: 3}
            """;

    private static final String CHUNKED = String.join(
            "\r\n",
            "POST /v1/logs/events/events HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/cloudevents+json",
            "Transfer-Encoding: chunked",
            "",
            "");

    private ServerHarness server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        System.out.println("HttpFuzzTest: -Dvarve.seed=" + SEED);
        Files.createDirectories(directory.resolve("projections"));
        Files.writeString(directory.resolve("projections/total.yaml"), """
                name: total
                version: 1
                initial: {total: 0}
                on:
                  Deposited: {total: state.total + event.data.amount}
                """);
        server = new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private long head() {
        return server.archive().log("events").head();
    }

    private void requireBearable(long seed, HttpResponse<String> answer) {
        String said = "seed " + seed + ": " + answer.request() + " -> " + answer.statusCode() + " " + answer.body();
        assertThat(answer.statusCode()).as(said).isBetween(200, 499);
        assertThat(answer.body()).as(said).doesNotContain("Exception", "\tat ", "io.varve", "org.eclipse");
        if (answer.statusCode() >= 400) {
            assertThat(answer.headers().firstValue("Content-Type")).as(said).hasValue("application/problem+json");
            assertThat(CommandLineHarness.flatten(answer.body()))
                    .as(said)
                    .containsEntry("status", Integer.toString(answer.statusCode()));
        }
    }

    @Test
    void damagedBodiesAreTakenOrRefusedWhole() {
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] body = damaged(body(random, seed), random);
            HttpRequest.Builder request = server.to("/v1/logs/events/events")
                    .header("Content-Type", TYPES.get(random.nextInt(random.nextInt(3) == 0 ? TYPES.size() : 3)))
                    .POST(BodyPublishers.ofByteArray(body));
            if (random.nextInt(5) == 0) {
                request.header(
                        "ce-" + List.of("id", "subject", "x", "specversion").get(random.nextInt(4)), word(random));
            }
            if (random.nextInt(5) == 0) {
                request.header("Varve-Expected-Version", random.nextBoolean() ? "any" : word(random));
            }
            long head = head();
            HttpResponse<String> answer = server.send(request);
            requireBearable(seed, answer);
            String accepted = CommandLineHarness.flatten(answer.body()).get("accepted");
            if (answer.statusCode() >= 400 && (accepted == null || !accepted.matches("[0-9]+"))) {
                assertThat(head()).as("seed %s", seed).isEqualTo(head);
            } else if (answer.statusCode() >= 400) {
                assertThat(head()).as("seed %s", seed).isLessThanOrEqualTo(head + Long.parseLong(accepted));
            }
        }
    }

    private static String body(Random random, long seed) {
        String first = CommandLineHarness.event("f" + seed, "fuzz", "2026-05-01T00:00:00Z", random.nextInt());
        String second = CommandLineHarness.event("g" + seed, "fuzz-" + seed, "2026-05-01T00:00:00+01:00", 2);
        return switch (random.nextInt(4)) {
            case 0 -> first;
            case 1 -> "[" + first + "," + second + "]";
            case 2 -> first + "\n" + second + "\r\n\n";
            default -> "[".repeat(random.nextInt(3_000)) + first;
        };
    }

    @Test
    void damagedProjectionsFoldOrAreRefused() {
        String event = CommandLineHarness.event("declared", "fuzz", "2026-05-01T00:00:00Z", 1);
        server.send(server.to("/v1/logs/events/events")
                .header("Content-Type", TYPES.get(0))
                .POST(BodyPublishers.ofString(event)));
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            String route = List.of("states", "state", "aggregates/fuzz/state").get(random.nextInt(3));
            requireBearable(
                    seed,
                    server.send(server.to("/v1/logs/events/" + route)
                            .header("Content-Type", "application/yaml")
                            .POST(BodyPublishers.ofByteArray(damaged(DECLARED, random)))));
        }
    }

    private static byte[] damaged(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int times = random.nextInt(4); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            changed.write(bytes, 0, at);
            switch (random.nextInt(4)) {
                case 0 -> {
                    changed.write(random.nextInt(256));
                    changed.write(bytes, at + 1, bytes.length - at - 1);
                }
                case 1 -> changed.write(bytes, Math.min(at + 7, bytes.length), Math.max(0, bytes.length - at - 7));
                case 2 -> {
                    byte[] odd = word(random).getBytes(StandardCharsets.UTF_8);
                    changed.write(odd, 0, odd.length);
                    changed.write(bytes, at, bytes.length - at);
                }
                default -> {
                    // cut
                }
            }
            bytes = changed.toByteArray();
        }
        return bytes;
    }

    private static String word(Random random) {
        return List.of("id", "x", "specversion", "1.0", "\"", "{", "%41", "%ff", "null", "-1", "99999999999999999999")
                .get(random.nextInt(11));
    }

    @Test
    void addressesAreAnsweredOrRefused() {
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            StringBuilder odd = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                odd.append(
                        random.nextBoolean()
                                ? String.format(Locale.ROOT, "%%%02x", random.nextInt(256))
                                : List.of("..", "/", "a", "%2f", "%2e", ";", "=", "&", "+", "%5c", "~")
                                        .get(random.nextInt(11)));
            }
            String path = String.format(Locale.ROOT, PATHS.get(random.nextInt(PATHS.size())), odd);
            requireBearable(seed, server.get(path));
        }
    }

    @Test
    void noiseIsRefusedAndThenHungUpOn() throws IOException {
        for (long seed = SEED; seed < SEED + ROUNDS / 5; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            // no line of HTTP begins with such a byte; else some noise would be a header, or nothing but empty lines
            noise[0] |= (byte) 0x80;
            String line = random.nextBoolean() ? "POST /v1/logs/events/events HTTP/1.1\r\nHost: localhost\r\n" : "";
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(line.getBytes(StandardCharsets.UTF_8));
            request.writeBytes(noise);
            request.writeBytes("\r\n\r\n\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            String answer = RawExchange.answer(server.port(), request.toByteArray());
            assertThat(answer)
                    .as("seed %s", seed)
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json", "\r\nConnection: close\r\n")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "/",
                "a/b",
                "%2F",
                "%",
                "\\",
                ";jsessionid=1",
                "a?b#c",
                "a+b c",
                "Ünïcödé 日本 🦄",
                "\"quoted\"",
                "\u200b\ufeff",
                "'; DROP TABLE events --",
                "{id}",
                "*"
            })
    void anAggregateMayHaveAnyIdThatIsText(String id) {
        HttpResponse<String> stored = server.send(server.to("/v1/logs/events/events")
                .header("ce-specversion", "1.0")
                .header("ce-id", "any-" + encoded(id))
                .header("ce-source", "/test")
                .header("ce-subject", encoded(id))
                .header("ce-type", "Deposited")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"amount\":7}")));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        HttpResponse<String> state =
                server.get("/v1/logs/events/aggregates/" + encoded(id).replace(".", "%2E") + "/state?projection=total");
        assertThat(state.statusCode()).as(state.body()).isEqualTo(200);
        assertThat(CommandLineHarness.flatten(state.body()))
                .containsEntry("subject", id)
                .containsEntry("state.total", "7");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void eventsThatAProjectionCannotFoldAreNoFailureOfTheServer() {
        HttpResponse<String> stored = server.send(server.to("/v1/logs/events/events")
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString("{\"specversion\":\"1.0\",\"id\":\"much\",\"source\":\"/test\","
                        + "\"subject\":\"much\",\"type\":\"Deposited\",\"data\":{\"amount\":\"much\"}}")));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        HttpResponse<String> state = server.get("/v1/logs/events/aggregates/much/state?projection=total");
        assertThat(state.statusCode()).as(state.body()).isEqualTo(422);
        assertThat(CommandLineHarness.flatten(state.body())).containsEntry("type", "/problems/projection-failed");
    }

    @Test
    void headersThatAreTooLargeAreRefused() {
        HttpResponse<String> answer = server.send(server.to("/health/live").header("x", "y".repeat(40_000)));
        assertThat(answer.statusCode()).isEqualTo(431);
    }

    @Test
    void aBodyWithoutEndIsRefused() throws IOException {
        assertThat(RawExchange.answerToEndless(server.port(), CHUNKED, 1 << 16)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aBodyThatTricklesIsRefused(@TempDir Path directory) throws IOException {
        try (ServerHarness hasty = new ServerHarness(
                directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of("VARVE_SERVE_MIN_RATE", "1MiB"))) {
            assertThat(RawExchange.answerToEndless(hasty.port(), CHUNKED, 1)).startsWith("HTTP/1.1 408 ");
        }
    }
}
