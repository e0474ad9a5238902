package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fault.FaultPoint;
import io.varve.server.cli.CommandLineHarness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An append that is under way when the server stops is acknowledged and there, or not acknowledged. */
final class StopTest {

    private static final String EVENTS = "/v1/logs/events/events";

    @TempDir
    Path directory;

    private ServerHarness start(Map<String, String> environment) {
        return new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), environment);
    }

    private static HttpRequest.Builder append(ServerHarness server, String id, String data) {
        return server.to(EVENTS)
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/test")
                .header("ce-subject", "a")
                .header("ce-type", "T")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(data));
    }

    @Test
    void anAppendThatRunsIsWaitedForAndNoOtherIsTaken() throws Exception {
        ServerHarness server = start(Map.of());
        try (HeldAppends held = new HeldAppends()) {
            CompletableFuture<HttpResponse<String>> answer = server.sendAsync(append(server, "1", "x"));
            held.awaitOne();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::end);
            while (isAnswering(server)) {
                Thread.onSpinWait();
            }
            assertThat(answer).isNotDone();
            held.letGo();
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            closed.get(60, TimeUnit.SECONDS);
        }
        try (ServerHarness again = start(Map.of())) {
            assertThat(again.archive().log("events").head()).isEqualTo(1);
            assertThat(again.send(append(again, "1", "x")).statusCode()).isEqualTo(200);
        }
    }

    private static boolean isAnswering(ServerHarness server) {
        try {
            return server.get("/health/live").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void anAppendThatDoesNotEndInTimeIsNotAcknowledged() throws IOException {
        ServerHarness server = start(Map.of("VARVE_SERVE_STOP_TIMEOUT", "0s"));
        try (HeldAppends held = new HeldAppends()) {
            CompletableFuture<HttpResponse<String>> answer = server.sendAsync(append(server, "1", "x"));
            held.awaitOne();
            server.stop();
            assertThat(answer.handle((response, e) -> response == null ? 0 : response.statusCode())
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .isNotIn(200, 201);
        }
        server.archive().close();
        try (ServerHarness again = start(Map.of())) {
            assertThat(again.archive().log("events").head()).isBetween(0L, 1L);
            assertThat(again.send(append(again, "1", "x")).statusCode()).isIn(200, 201);
            assertThat(again.archive().log("events").head()).isEqualTo(1);
        }
    }

    @Test
    void whoComesWhileTheQueueIsFullIsToldToComeAgain() throws Exception {
        try (ServerHarness server = start(Map.of("VARVE_APPEND_QUEUE_BYTES", "1MiB"))) {
            try (HeldAppends held = new HeldAppends()) {
                CompletableFuture<HttpResponse<String>> first =
                        server.sendAsync(append(server, "1", "x".repeat(1_000_000)));
                held.awaitOne();
                HttpResponse<String> refused = server.send(append(server, "2", "x".repeat(100_000)));
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(CommandLineHarness.flatten(refused.body())).containsEntry("type", "/problems/queue-full");
                held.letGo();
                assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            }
            assertThat(server.send(append(server, "2", "x".repeat(100_000))).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void anAppendThatFailsHalfWayIsToldAsThatAndNoOtherIsTaken() {
        try (ServerHarness server = start(Map.of())) {
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
            FaultPoint.listen(point -> {
                if (point == FaultPoint.APPEND_NUMBERED) {
                    throw new IllegalStateException("the disk is gone");
                }
            });
            try {
                HttpResponse<String> unknown = server.send(append(server, "1", "x"));
                assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(503);
                assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
                assertThat(CommandLineHarness.flatten(unknown.body()))
                        .containsEntry("type", "/problems/outcome-unknown");
            } finally {
                FaultPoint.listen(null);
            }
            HttpResponse<String> refused = server.send(append(server, "2", "x"));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(CommandLineHarness.flatten(refused.body()))
                    .containsEntry("type", "/problems/not-taking-appends");
            HttpResponse<String> bulk = server.send(server.to(EVENTS)
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString(CommandLineHarness.event("3", "a", "2026-05-01T00:00:00Z", 1))));
            assertThat(bulk.statusCode()).as(bulk.body()).isEqualTo(503);
            assertThat(CommandLineHarness.flatten(bulk.body()))
                    .containsEntry("accepted", "0")
                    .containsEntry("line", "1");
            HttpResponse<String> ready = server.get("/health/ready");
            assertThat(ready.statusCode()).as("for readers").isEqualTo(200);
            assertThat(CommandLineHarness.flatten(ready.body())).containsEntry("refusals[0]", "stopped");
            assertThat(server.archive().log("events").head()).isZero();
        }
    }

    @Test
    void aReplayThatRunsIsBrokenOffAndDoesNotLookWhole() throws Exception {
        ServerHarness server = start(Map.of());
        for (int i = 0; i < 40; i++) {
            assertThat(server.send(append(server, "large-" + i, "x".repeat(1_000_000)))
                            .statusCode())
                    .isEqualTo(201);
        }
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            slow.getOutputStream()
                    .write(("GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = slow.getInputStream();
            assertThat(new String(answer.readNBytes(13), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 ");
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::end);
            while (isAnswering(server)) {
                Thread.onSpinWait();
            }
            assertThat(new String(answer.readAllBytes(), StandardCharsets.US_ASCII).endsWith("\r\n0\r\n\r\n"))
                    .as("a last chunk")
                    .isFalse();
            closed.get(60, TimeUnit.SECONDS);
        }
    }
}
