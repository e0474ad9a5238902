package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP binding of CloudEvents, and what goes with it. Each test has a subject of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AppendTest {

    private static final String EVENTS = "/v1/logs/events/events";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String NDJSON = "application/x-ndjson";

    private ServerHarness server;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = new ServerHarness(
                directory,
                () -> Instant.parse("2026-06-01T12:00:00Z"),
                Map.of("VARVE_SERVE_MAX_BODY", "64KiB", "VARVE_SERVE_MAX_BULK", "1MiB"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String event(String id, String subject, int amount) {
        return CommandLineHarness.event(id, subject, "2026-05-01T00:00:00Z", amount);
    }

    private HttpResponse<String> post(String contentType, String body) {
        return server.send(server.to(EVENTS).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> postExpecting(String version, String contentType, String body) {
        return server.send(server.to(EVENTS)
                .header("Content-Type", contentType)
                .header("Varve-Expected-Version", version)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder binary(String id, String subject) {
        return server.to(EVENTS)
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/test")
                .header("ce-subject", subject)
                .header("ce-type", "Deposited");
    }

    private static Map<String, String> json(HttpResponse<String> answer) {
        return CommandLineHarness.flatten(answer.body());
    }

    private long head() {
        return server.archive().log("events").head();
    }

    private String stored(long position) {
        return server.line(position);
    }

    @Test
    void aStructuredEventIsStoredAndTheFirstAnswerComesAgain() {
        HttpResponse<String> first = post(STRUCTURED, event("s1", "structured", 1));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        Map<String, String> told = json(first);
        assertThat(told)
                .containsEntry("log", "events")
                .containsEntry("events[0].id", "s1")
                .containsEntry("events[0].subject", "structured")
                .containsEntry("events[0].version", "0")
                .containsEntry("events[0].duplicate", "false");
        assertThat(stored(Long.parseLong(told.get("events[0].position")))).contains("\"data\":{\"amount\":1}");

        HttpResponse<String> again = post(STRUCTURED, event("s1", "structured", 1));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again))
                .containsEntry("events[0].position", told.get("events[0].position"))
                .containsEntry("events[0].recordedAt", told.get("events[0].recordedAt"))
                .containsEntry("events[0].duplicate", "true");
    }

    @Test
    void anIdWithOtherContentIsAConflict() {
        post(STRUCTURED, event("conflict", "id-conflict", 1));
        HttpResponse<String> other = post(STRUCTURED, event("conflict", "id-conflict", 2));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(json(other)).containsEntry("type", "/problems/id-conflict").containsEntry("status", "409");
    }

    @Test
    void aBinaryEventIsDecodedFromItsHeaders() {
        String data = "{\"amount\": 7}";
        HttpResponse<String> answer = server.send(binary("b1", "Euro%20%E2%82%AC%20%F0%9F%98%80")
                .header("Content-Type", "application/json; charset=utf-8")
                .header("ce-time", "2026-05-01T00:00:00+02:00")
                .header("ce-comexampleextension1", "\"quoted \\\"value\\\"\"")
                .POST(BodyPublishers.ofString(data)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        Map<String, String> told = json(answer);
        assertThat(told).containsEntry("events[0].subject", "Euro € 😀");
        assertThat(CommandLineHarness.flatten(stored(Long.parseLong(told.get("events[0].position")))))
                .containsEntry("subject", "Euro € 😀")
                .containsEntry("datacontenttype", "application/json; charset=utf-8")
                .containsEntry("time", "2026-05-01T00:00:00+02:00")
                .containsEntry("extensions.comexampleextension1", "quoted \"value\"")
                .containsEntry("data.amount", "7");
    }

    @Test
    void aBinaryEventMayHaveDataThatIsNotJsonOrNone() {
        HttpResponse<String> text = server.send(
                binary("b2", "binary").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("hello")));
        assertThat(text.statusCode()).as(text.body()).isEqualTo(201);
        HttpResponse<String> none = server.send(binary("b3", "binary").POST(BodyPublishers.noBody()));
        assertThat(none.statusCode()).as(none.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "ce-subject, a%zz, two hexadecimal digits",
        "ce-subject, a%FF, not UTF-8",
        "ce-specversion, 0.3, must be '1.0'",
        "ce-time, yesterday, RFC 3339",
        "ce-datacontenttype, text/plain, the name of another attribute",
        "ce-bad_name, x, lower-case letters",
        "ce-subject, %00, control character",
    })
    void aBinaryEventWithABadHeaderIsRefusedByItsName(String header, String value, String why) {
        long head = head();
        HttpResponse<String> answer =
                server.send(binary("bad", "bad").setHeader(header, value).POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer)).containsEntry("type", "/problems/invalid-event");
        assertThat(json(answer).get("detail")).contains(why);
        assertThat(head()).isEqualTo(head);
    }

    @Test
    void aBatchIsStoredWholeOrNotAtAll() {
        HttpResponse<String> answer = post(BATCH, "[" + event("1", "batch", 1) + ", " + event("2", "batch", 2) + "]");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer)).containsEntry("events[0].version", "0").containsEntry("events[1].version", "1");

        long head = head();
        HttpResponse<String> bad = post(BATCH, "[" + event("3", "batch", 3) + ", {\"id\":\"4\"}]");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(json(bad).get("detail")).isEqualTo("event 1 of the batch: attribute 'source' is missing");
        assertThat(head()).isEqualTo(head);

        HttpResponse<String> mixed = post(BATCH, "[" + event("2", "batch", 2) + "," + event("5", "batch", 5) + "]");
        assertThat(mixed.statusCode()).isEqualTo(201);
        assertThat(json(mixed))
                .containsEntry("events[0].duplicate", "true")
                .containsEntry("events[0].version", "1")
                .containsEntry("events[1].duplicate", "false")
                .containsEntry("events[1].version", "2");
        assertThat(post(BATCH, " [ ] ").statusCode()).isEqualTo(200);
    }

    @Test
    void anExpectedVersionIsChecked() {
        assertThat(postExpecting("none", STRUCTURED, event("v0", "versioned", 0))
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> conflict = postExpecting("none", STRUCTURED, event("v1", "versioned", 1));
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(json(conflict))
                .containsEntry("type", "/problems/version-conflict")
                .containsEntry("actualVersion", "0");
        assertThat(postExpecting("0", NDJSON, event("v1", "versioned", 1) + "\n" + event("v2", "versioned", 2))
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> badLine = postExpecting("2", NDJSON, event("v3", "versioned", 3) + "\n{}");
        assertThat(badLine.statusCode()).isEqualTo(400);
        assertThat(json(badLine).get("detail")).isEqualTo("line 2: attribute 'id' is missing");
        assertThat(postExpecting("2", BATCH, "[" + event("v3", "versioned", 3) + "]")
                        .statusCode())
                .isEqualTo(201);
        assertThat(postExpecting("none", STRUCTURED, event("v0", "versioned", 0))
                        .statusCode())
                .as("a retry is answered as the first time")
                .isEqualTo(200);
    }

    @Test
    void anExpectedVersionNeedsOneSubjectAndAVersion() {
        HttpResponse<String> two =
                postExpecting("none", BATCH, "[" + event("w1", "one", 1) + "," + event("w2", "two", 1) + "]");
        assertThat(two.statusCode()).isEqualTo(400);
        assertThat(json(two)).containsEntry("parameter", "Varve-Expected-Version");
        assertThat(json(two).get("detail")).contains("one subject");
        HttpResponse<String> bad = postExpecting("latest", STRUCTURED, event("w3", "one", 1));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(json(bad).get("detail")).contains("'latest' must be a version such as 0 or 17, or none, or any");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "application/cloudevents+avro", "application/xml"})
    void otherTypesAreRefusedWithThoseThatAreTaken(String type) {
        HttpResponse<String> answer = post(type, event("t", "types", 1));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept-Post").orElse("")).contains(STRUCTURED, BATCH, NDJSON);
    }

    @ParameterizedTest
    @CsvSource({"charset=iso-8859-1, identity", "charset=utf-8, gzip"})
    void otherCharsetsAndCompressionAreRefused(String parameter, String encoding) {
        HttpResponse<String> answer = server.send(server.to(EVENTS)
                .header("Content-Type", STRUCTURED + "; " + parameter)
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofString(event("t", "types", 1))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
    }

    @Test
    void compressedDataOfABinaryEventIsRefusedAndNotStoredAsItIs() {
        HttpResponse<String> answer = server.send(binary("compressed", "compressed")
                .header("Content-Type", "text/plain")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("stands for compressed bytes")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
        assertThat(json(answer).get("detail")).contains("'gzip'", "send it plain");
    }

    @Test
    void aQueryParameterIsRefusedWithAHint() {
        HttpResponse<String> answer = server.send(server.to(EVENTS + "?expected=0")
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofString(event("q", "query", 1))));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer)).containsEntry("parameter", "expected");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        String large = "x".repeat(70_000);
        HttpResponse<String> answer = post(STRUCTURED, large);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(json(answer)).containsEntry("maxBytes", "65536");
        HttpResponse<String> unannounced = server.send(server.to(EVENTS)
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large))));
        assertThat(unannounced.statusCode()).isEqualTo(413);
    }

    @Test
    void linesAreStoredAndSentAgainTheyAreThere() {
        StringBuilder lines = new StringBuilder("\n");
        for (int i = 0; i < 3_000; i++) {
            lines.append(event("n" + i, "lines-" + i % 7, i)).append("\r\n");
        }
        HttpResponse<String> answer = post(NDJSON, lines.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        Map<String, String> told = json(answer);
        assertThat(told).containsEntry("accepted", "3000").containsEntry("duplicates", "0");
        assertThat(stored(Long.parseLong(told.get("lastPosition")))).contains("\"n2999\"");
        HttpResponse<String> again = post(NDJSON, lines.toString());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again))
                .containsEntry("duplicates", "3000")
                .containsEntry("lastPosition", told.get("lastPosition"));
    }

    @Test
    void aBadLineEndsALoadAndTellsHowFarItCame() {
        String lines = lines("bad", 2_000);
        String broken = lines + "{\"id\":\"x\"}\n" + lines("behind", 50);
        long head = head();
        HttpResponse<String> answer = post(NDJSON, broken);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer))
                .containsEntry("type", "/problems/invalid-event")
                .containsEntry("line", "2001")
                .containsEntry("accepted", "2000")
                .containsEntry("lastPosition", Long.toString(head + 1_999));
        assertThat(head()).isEqualTo(head + 2_000);

        HttpResponse<String> mended = post(NDJSON, lines + lines("behind", 50));
        assertThat(json(mended)).containsEntry("accepted", "2050").containsEntry("duplicates", "2000");
        assertThat(head()).isEqualTo(head + 2_050);
    }

    @Test
    void nothingBehindALineThatConflictsGetsIn() {
        post(STRUCTURED, event("taken", "taken", 1));
        long head = head();
        String broken = lines("c", 1_500) + event("taken", "taken", 2) + "\n" + lines("d", 1_500);
        HttpResponse<String> answer = post(NDJSON, broken);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer))
                .containsEntry("type", "/problems/id-conflict")
                .containsEntry("line", "1501")
                .containsEntry("accepted", "1500");
        assertThat(head()).isEqualTo(head + 1_500);
    }

    @Test
    void aLineThatBreaksTheRulesIsNamed() {
        long head = head();
        String broken = lines("r", 10) + event("r10", "half \\ud800", 1) + "\n" + lines("s", 10);
        HttpResponse<String> answer = post(NDJSON, broken);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer)).containsEntry("line", "11").containsEntry("accepted", "10");
        assertThat(json(answer).get("detail")).contains("surrogate");
        assertThat(head()).isEqualTo(head + 10);
    }

    @Test
    void aLoadThatIsTooLargeEndsWithWhatCameBefore() {
        long head = head();
        HttpResponse<String> answer = server.send(server.to(EVENTS)
                .header("Content-Type", NDJSON)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(lines("l", 12_000)))));
        assertThat(answer.statusCode()).isEqualTo(413);
        long accepted = Long.parseLong(json(answer).get("accepted"));
        assertThat(accepted).isBetween(5_000L, 11_999L);
        assertThat(head()).isEqualTo(head + accepted);
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItIsHeld(@TempDir Path directory) {
        try (ServerHarness small = new ServerHarness(
                directory,
                () -> Instant.parse("2026-06-01T12:00:00Z"),
                Map.of("VARVE_APPEND_MAX_DATA_BYTES", "1KiB"))) {
            HttpResponse<String> answer = small.send(small.to(EVENTS)
                    .header("Content-Type", NDJSON)
                    .POST(BodyPublishers.ofString(lines("front", 2) + "{\"id\":\"" + "x".repeat(2 << 20))));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(json(answer))
                    .containsEntry("accepted", "2")
                    .containsEntry("line", "3")
                    .containsEntry("reason", "the line is longer than 1052672 bytes");
        }
    }

    private static String lines(String prefix, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(event(prefix + i, prefix, i)).append('\n');
        }
        return lines.toString();
    }

    @Test
    void whatIsSentToALogThatDoesNotExistIsAProblem() {
        for (String log : List.of("nothing", "..%2f..%2fetc", "%2e%2e", "Ä", "a b", "events%00")) {
            HttpResponse<String> answer = server.send(
                    server.to("/v1/logs/" + log.replace("Ä", "%C3%84").replace(" ", "%20") + "/events")
                            .header("Content-Type", STRUCTURED)
                            .POST(BodyPublishers.ofString(event("x", "x", 1))));
            assertThat(answer.statusCode()).as(log).isIn(400, 404);
            assertThat(answer.headers().firstValue("Content-Type")).as(log).hasValue("application/problem+json");
        }
    }

    @Test
    void aClientThatStandsStillIsToldSo(@TempDir Path directory) throws Exception {
        try (ServerHarness impatient = new ServerHarness(
                directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of("VARVE_SERVE_IDLE_TIMEOUT", "2s"))) {
            String request = "POST " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON
                    + "\r\nContent-Length: 100000\r\n\r\n" + lines("slow", 3) + "{\"id\":";
            String answer = RawExchange.answer(impatient.port(), request);
            assertThat(answer)
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\"accepted\":3", "\"line\":4")
                    .doesNotContain("Exception");
            assertThat(impatient.archive().log("events").head()).isEqualTo(3);
        }
    }
}
