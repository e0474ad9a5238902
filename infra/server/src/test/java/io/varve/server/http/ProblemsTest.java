package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

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
