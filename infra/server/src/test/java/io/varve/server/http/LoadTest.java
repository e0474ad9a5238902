package io.varve.server.http;

import static io.varve.server.cli.CommandLineHarness.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.append.EventAppender;
import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import io.varve.server.cli.CommandLineHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** History that is loaded over HTTP, whole or in parts. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LoadTest {

    private static final String LOAD = "/v1/logs/events/load";
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    Path directory;

    private ServerHarness server;

    @BeforeEach
    void open() {
        serve(Map.of());
    }

    private void serve(Map<String, String> environment) {
        server = new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), environment);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String day(int day) {
        return event("e" + day, "s", "2026-01-" + (day < 10 ? "0" : "") + day + "T00:00:00Z", day) + "\n";
    }

    private HttpResponse<String> post(String query, String... lines) {
        return server.send(server.to(LOAD + query)
                .header("Content-Type", NDJSON)
                .POST(BodyPublishers.ofString(String.join("", lines))));
    }

    private static Map<String, String> json(HttpResponse<String> answer) {
        return CommandLineHarness.flatten(answer.body());
    }

    private void requireProblem(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).get("detail")).contains(words);
    }

    @Test
    void eachEventIsRecordedAtItsOwnTime() {
        HttpResponse<String> answer = post("?source=bank", day(1), day(2), day(3));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer)).containsEntry("accepted", "3").containsEntry("head", "3");
        assertThat(server.line(1)).contains("\"recordedAt\":\"2026-01-02T00:00:00Z\"");
        HttpResponse<String> again = post("?source=bank", day(1), day(2), day(3));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again)).containsEntry("duplicates", "3");
        assertThat(json(server.get(LOAD + "?source=bank")))
                .containsEntry("progress.rows", "3")
                .containsEntry("progress.ended", "true")
                .doesNotContainKey("unfinished.source");
        assertThat(json(server.get(LOAD + "?source=other"))).doesNotContainKey("progress.rows");
    }

    @Test
    void inPartsItStandsUnfinishedUntilTheLast() {
        assertThat(post("?source=bank&fingerprint=f&more=true", day(1), day(2)).statusCode())
                .isEqualTo(201);
        assertThat(json(server.get(LOAD + "?source=bank")))
                .containsEntry("unfinished.source", "bank")
                .containsEntry("unfinished.rows", "2")
                .containsEntry("unfinished.recordedAt", "2026-01-02T00:00:00Z")
                .containsEntry("progress.fingerprint", "f")
                .containsEntry("progress.ended", "false");
        requireProblem(append(), 503, "a load of bank stands unfinished at row 2");
        requireProblem(post("?source=other", day(3)), 409, "a load of bank stands unfinished at row 2");

        assertThat(post("?source=bank&from=2&fingerprint=f&more=true", day(3)).statusCode())
                .isEqualTo(201);
        assertThat(json(server.get(LOAD))).containsEntry("unfinished.rows", "3");
        assertThat(post("?source=bank").statusCode())
                .as("says that this was all")
                .isEqualTo(200);
        assertThat(append().statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> append() {
        return server.send(server.to("/v1/logs/events/events")
                .header("Content-Type", NDJSON)
                .POST(BodyPublishers.ofString(event("now", "s", "2026-01-01T00:00:00Z", 1))));
    }

    @Test
    void isGivenUp() {
        assertThat(post("?source=bank&more=true", day(1)).statusCode()).isEqualTo(201);
        HttpResponse<String> given = server.send(server.to(LOAD).DELETE());
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(json(given))
                .containsEntry("head", "1")
                .containsEntry("abandoned.source", "bank")
                .containsEntry("abandoned.rows", "1");
        assertThat(json(server.send(server.to(LOAD).DELETE()))).doesNotContainKey("abandoned.source");
        assertThat(append().statusCode()).isEqualTo(201);
    }

    @Test
    void whatCannotBeLoadedEndsItThere() {
        HttpResponse<String> back = post("?source=bank", day(2), "\n", day(1), day(3));
        requireProblem(back, 409, "line 3: time 2026-01-01T00:00:00Z lies before 2026-01-02T00:00:00Z");
        assertThat(json(back)).containsEntry("line", "3").containsEntry("accepted", "1");
        requireProblem(post("?source=bank", day(3), "{}\n", day(4)), 400, "line 2: attribute 'id' is missing");
        requireProblem(
                post("?source=bank", event("f", "s", "2027-01-01T00:00:00Z", 1)), 409, "line 1: time 2027-01-01");
        requireProblem(post("?source=bank", day(3).replaceAll("\"time\":[^,]+,", "")), 400, "'time' is missing");
        assertThat(json(server.get(LOAD))).containsEntry("head", "2").containsEntry("unfinished.source", "bank");
    }

    @Test
    void whatIsNotAskedForRightly() {
        requireProblem(post("", day(1)), 400, "'source' is missing");
        requireProblem(post("?source=", day(1)), 400, "'source': must be 1 to 4096 characters on one line");
        requireProblem(post("?source=a%0Ab", day(1)), 400, "'source': must be");
        requireProblem(
                post("?source=a&fingerprint=" + "f".repeat(129), day(1)), 400, "'fingerprint': must be 1 to 128");
        requireProblem(post("?source=a&form=2", day(1)), 400, "did you mean 'from'");
        requireProblem(post("?source=a&from=-1", day(1)), 400, "'from'");
        HttpResponse<String> other = server.send(server.to(LOAD + "?source=a")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(day(1))));
        requireProblem(other, 415, NDJSON);
        assertThat(server.send(server.to("/v1/logs/nothing/load?source=a").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void oneUnderWayIsAnOperationAndHasTheLogForItself() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String body = day(1) + day(2);
            begin(socket, "?source=bank&from=7", body.length(), day(1));
            EventAppender appender = server.archive().log("events").appender();
            while (!appender.isBackfilling()) {
                Thread.onSpinWait();
            }
            assertThat(json(server.get("/v1/logs/events/operations")))
                    .containsEntry("operations[0].kind", "load")
                    .containsEntry("operations[0].state", "RUNNING");
            requireProblem(server.send(server.to("/v1/logs/events/load").DELETE()), 409, "is under way");
            requireProblem(append(), 503, "is being backfilled");
            socket.getOutputStream().write(day(2).getBytes(StandardCharsets.UTF_8));
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 201".length());
            assertThat(new String(status, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 201");
        }
        assertThat(json(server.get("/v1/logs/events/operations"))).as("done").containsEntry("operations.size", "0");
        assertThat(json(server.get(LOAD + "?source=bank"))).containsEntry("progress.rows", "9");
    }

    private static void begin(Socket socket, String query, int length, String body) throws IOException {
        String head = "POST " + LOAD + query + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON
                + "\r\nContent-Length: " + length + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aConnectionThatIsCutLeavesItUnfinished() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            begin(socket, "?source=bank", 10_000, day(1) + day(2) + "{\"id\"");
        }
        while (server.archive().log("events").appender().unfinishedLoad() == null) {
            Thread.onSpinWait();
        }
        assertThat(json(server.get(LOAD))).containsEntry("unfinished.rows", "2").containsEntry("head", "2");
        assertThat(post("?source=bank", day(1), day(2), day(3)).statusCode()).isEqualTo(201);
        assertThat(server.archive().log("events").head()).isEqualTo(3);
    }

    @Test
    void isAnOperatorsAndAudited() throws IOException {
        server.close();
        ApiKeys keys = new ApiKeys(directory.resolve(ApiKeys.FILE_NAME));
        String producer = keys.add("p", Set.of(Grant.parse("producer"), Grant.parse("reader")));
        String operator = keys.add("o", Set.of(Grant.parse("operator"), Grant.parse("reader")));
        serve(Map.of("VARVE_ACCESS_REQUIRED", "true"));
        server.authorize(producer);
        requireProblem(post("?source=bank", day(1)), 403, "does not have the role operator");
        requireProblem(server.send(server.to(LOAD).DELETE()), 403, "does not have the role operator");
        assertThat(server.get(LOAD).statusCode()).isEqualTo(200);

        server.authorize(operator);
        assertThat(post("?source=bank&more=true", day(1)).statusCode()).isEqualTo(201);
        assertThat(server.send(server.to(LOAD).DELETE()).statusCode()).isEqualTo(200);
        assertThat(server.get("/v1/logs/varve-audit/events?limit=100").body())
                .contains(
                        "\"method\":\"POST\"", "\"path\":\"" + LOAD, "source=bank&more=true", "\"method\":\"DELETE\"");
        HttpResponse<String> own = server.send(server.to("/v1/logs/varve-audit/load?source=x")
                .header("Content-Type", NDJSON)
                .POST(BodyPublishers.ofString(day(1))));
        requireProblem(own, 403, "written by Varve alone");
        requireProblem(server.send(server.to("/v1/logs/varve-audit/load").DELETE()), 403, "written by Varve alone");
    }
}
