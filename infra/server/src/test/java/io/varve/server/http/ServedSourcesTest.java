package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.server.config.ConfigException;
import io.varve.tiering.catalog.LogDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedSourcesTest {

    private static final String OUTBOX = "kind: outbox\nurl: jdbc:h2:mem:served-sources\nsource: /bank\n";

    @TempDir
    Path directory;

    private void source(String name, String yaml) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("sources")).resolve(name + ".yaml"), yaml);
    }

    private ServerHarness serve() {
        return new ServerHarness(directory, () -> Instant.parse("2026-06-01T12:00:00Z"), Map.of());
    }

    @Test
    void aLogOfDeadLettersIsLookedAfterFromTheStart() throws IOException {
        source("bank", OUTBOX);
        try (ServerHarness server = serve()) {
            assertThat(server.get("/metrics").body())
                    .contains("varve_source_up{log=\"events\",source=\"bank\"}")
                    .contains("varve_log_head_position{log=\"dead-letters\"}");
            assertThat(server.get("/v1/logs").body()).contains("dead-letters");
        }
    }

    @Test
    void logsThatCannotBeAreNamedWithTheirFilesAndNoneIsCreated() throws IOException {
        source("a", OUTBOX + "deadLetters: letters\n");
        source("b", OUTBOX + "log: payments\n");
        source("c", OUTBOX + "deadLetters: Dead Letters\n");

        assertThatThrownBy(this::serve)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("b.yaml: there is no log 'payments'; the logs are: events\n"
                        + "c.yaml: log name 'Dead Letters' must be");
        try (ServerHarness server = emptied()) {
            assertThat(server.archive().logs()).extracting(LogDefinition::name).containsExactly("events");
        }
    }

    private ServerHarness emptied() throws IOException {
        for (String name : new String[] {"a", "b", "c"}) {
            Files.delete(directory.resolve("sources").resolve(name + ".yaml"));
        }
        return serve();
    }
}
