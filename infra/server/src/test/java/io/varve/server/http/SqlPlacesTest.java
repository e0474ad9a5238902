package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries in SQL have memory of their own, so there are few at once. */
final class SqlPlacesTest {

    private static final String SQL = "/v1/logs/events/sql";

    /** Much more than what stands in the buffers between server and client. */
    private static final String LARGE = "SELECT repeat(a.type, 10000) AS text FROM events a, events b";

    private static HttpResponse<String> ask(ServerHarness server, String statement) {
        return server.send(
                server.to(SQL).header("Content-Type", "application/sql").POST(BodyPublishers.ofString(statement)));
    }

    private static Socket thatDoesNotReadOn(ServerHarness server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream()
                .write(("POST " + SQL
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sql\r\nContent-Length: "
                                + LARGE.length() + "\r\n\r\n" + LARGE)
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 ");
        return socket;
    }

    @Test
    @Timeout(120)
    void whatComesOnTopOfFourIsToldToComeAgain(@TempDir Path directory) throws IOException {
        try (ServerHarness server =
                new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of())) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                lines.append(CommandLineHarness.event("e" + i, "a", "2026-05-01T00:00:00Z", i))
                        .append('\n');
            }
            assertThat(server.send(server.to("/v1/logs/events/events")
                                    .header("Content-Type", "application/x-ndjson")
                                    .POST(BodyPublishers.ofString(lines.toString())))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(ask(server, "SELECT 1 AS one FROM events").statusCode()).isEqualTo(200);
            List<Socket> busy = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                busy.add(thatDoesNotReadOn(server));
            }
            HttpResponse<String> refused = ask(server, "SELECT 1 AS one FROM events");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(server.get("/v1/logs/events/events?limit=1").statusCode())
                    .as("others are answered")
                    .isEqualTo(200);
            for (Socket socket : busy) {
                socket.close();
            }
            while (refused.statusCode() == 429) {
                refused = ask(server, "SELECT 1 AS one FROM events");
            }
            assertThat(refused.statusCode()).isEqualTo(200);
        }
    }
}
