package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProblemsTest {

    private ServerHarness server;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aPathThatNoRouteKnowsIsAProblem() {
        HttpResponse<String> answer = server.get("/v1/nothing");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"/problems/not-found\"", "\"instance\":\"/v1/nothing\"");
    }

    @Test
    void aMethodThatARouteDoesNotKnowIsAProblemThatNamesThoseItKnows() {
        HttpResponse<String> answer = server.send(server.to("/health/live").DELETE());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
        assertThat(answer.body()).contains("\"type\":\"/problems/method-not-allowed\"");
    }

    @Test
    void anAddressThatIsNoneIsAProblem() throws Exception {
        String answer =
                RawExchange.answer(server.port(), "GET /health/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "/problems/bad-request");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/nothing, 404",
        "/v1/logs/events/states, 415",
        "/health/live, 405",
        "/v1/logs/events%00/events, 400",
        "/health/%zz, 400"
    })
    void aClientThatIsStillSendingHearsThatItWasRefused(String path, int status) throws Exception {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + (1 << 22) + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status).contains("Connection: close");
            for (int piece = 0; piece < 1 << 6; piece++) {
                socket.getOutputStream()
                        .write(new byte[1 << 16]); // a reset here would be one before the answer was read
            }
        }
    }

    @Test
    void requestsAreCountedByRoute() {
        server.get("/health/live");
        assertThat(server.get("/metrics").body())
                .contains("varve_http_requests_seconds_count{method=\"GET\",route=\"/health/live\",status=\"200\"}");
    }

    @Test
    void methodsThatAreMadeUpAreCountedAsOne() {
        for (String method : new String[] {"ABRACADABRA", "HOCUS-POCUS"}) {
            assertThat(server.send(server.to("/v1/logs").method(method, HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(405);
        }
        assertThat(server.get("/metrics").body())
                .contains("varve_http_requests_seconds_count{method=\"other\",route=\"none\",status=\"405\"} 2")
                .doesNotContain("ABRACADABRA", "HOCUS");
    }

    @Test
    void aHeadIsAnsweredAsItsGetOrNotAtAll() {
        assertThat(head("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = head("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.headers().firstValue("Content-Type")).hasValue("application/json");
        for (String path : new String[] {"/v1/logs/nowhere", "/v1/logs/events/events", "/version"}) {
            HttpResponse<String> refused = head(path);
            assertThat(refused.statusCode()).as(path).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).as(path).hasValue("GET");
        }
    }

    private HttpResponse<String> head(String path) {
        return server.send(server.to(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }
}
