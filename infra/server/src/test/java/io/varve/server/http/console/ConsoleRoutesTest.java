package io.varve.server.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.http.ServerHarness;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the page, without a browser. */
final class ConsoleRoutesTest {

    @Test
    void aFileIsSentOnceAndOnlyOneOfThePage(@TempDir Path directory) {
        try (ServerHarness server =
                new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of())) {
            for (String path : new String[] {"/", "/console/console.js"}) {
                HttpResponse<String> first = server.get(path);
                assertThat(first.statusCode()).as(path).isEqualTo(200);
                assertThat(first.body()).as(path).isNotEmpty();
                assertThat(first.headers().firstValue("Content-Security-Policy").orElse(""))
                        .contains("default-src 'self'", "frame-ancestors 'none'");
                assertThat(first.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
                String tag = first.headers().firstValue("ETag").orElseThrow();
                HttpResponse<String> again = server.send(server.to(path).header("If-None-Match", tag));
                assertThat(again.statusCode()).as(path).isEqualTo(304);
                assertThat(again.body()).as(path).isEmpty();
                assertThat(server.send(server.to(path).header("If-None-Match", "\"older\""))
                                .statusCode())
                        .isEqualTo(200);
            }
            for (String path : new String[] {"/console/ConsoleRoutes.class", "/console/..%2fopenapi.json"}) {
                assertThat(server.get(path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }
}
