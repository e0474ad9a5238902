package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document and the routes are the same; that each answer is described, every {@link ServerHarness} looks after. */
final class OpenApiTest {

    @Test
    void everyRouteIsDescribedAndNothingElse(@TempDir Path directory) {
        try (ServerHarness server =
                new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of())) {
            OpenApi document = OpenApi.of(server);
            assertThat(document.operations()).isEqualTo(new TreeSet<>(server.routes()));
            assertThat(document.members()).containsEntry("openapi", "3.1.0");
            Set<String> ids = new TreeSet<>();
            document.members().forEach((member, value) -> {
                if (member.endsWith(".operationId")) {
                    assertThat(ids.add(value)).as("twice: %s", value).isTrue();
                }
                if (member.endsWith(".$ref")) {
                    String target = value.substring("#/".length()).replace('/', '.');
                    assertThat(document.members().keySet())
                            .as(member)
                            .anyMatch(known -> known.startsWith(target + "."));
                }
            });
            assertThat(server.get("/problems/version-conflict").body()).contains("\"status\" : 409");
            assertThat(server.get("/problems/nothing").statusCode()).isEqualTo(404);
        }
    }
}
