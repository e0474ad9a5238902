package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site, shown by a browser on the machine of a server that asks nobody for a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForeignPageTest {

    private ServerHarness server;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String ask(ServerHarness server, String line, String... headers) throws IOException {
        return RawExchange.answer(
                server.port(), line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:%d", "127.0.0.1:%d", "[::1]:%d", "varve.localhost", "LOCALHOST"})
    void whoMeansThisMachineIsAnswered(String host) throws IOException {
        String own = host.replace("%d", Integer.toString(server.port()));
        assertThat(ask(server, "GET /v1/logs", "Host: " + own)).startsWith("HTTP/1.1 200 ");
        assertThat(ask(server, "POST /v1/logs/events/verify", "Host: " + own, "Origin: http://" + own))
                .as("the console")
                .startsWith("HTTP/1.1 202 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:7070", "127.0.0.1.evil.example", "localhost.evil.example"})
    void aNameThatWasMadeToLeadHereIsRefused(String host) throws IOException {
        assertThat(ask(server, "GET /v1/logs", "Host: " + host))
                .startsWith("HTTP/1.1 403 ")
                .contains("/problems/forbidden", "access.required");
        assertThat(ask(server, "GET /health/live", "Host: " + host))
                .as("what anybody may know")
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example"})
    void aPageOfAnotherSiteStartsNothing(String origin) throws IOException {
        assertThat(ask(server, "POST /v1/logs/events/verify", "Host: localhost", "Origin: " + origin))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void whereAKeyIsAskedForItAloneCounts(@TempDir Path other) throws IOException {
        String key = new ApiKeys(other.resolve(ApiKeys.FILE_NAME)).add("reader", Set.of(Grant.parse("reader")));
        try (ServerHarness asking = new ServerHarness(
                other, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of("VARVE_ACCESS_REQUIRED", "true"))) {
            asking.authorize(key);
            assertThat(ask(
                            asking,
                            "GET /v1/logs",
                            "Host: archive.example",
                            "Origin: https://pages.example",
                            "Authorization: Bearer " + key))
                    .startsWith("HTTP/1.1 200 ");
        }
    }
}
