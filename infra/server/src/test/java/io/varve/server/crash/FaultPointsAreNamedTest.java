package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whoever wants to kill a process finds the names in docs/testing.md. */
final class FaultPointsAreNamedTest {

    @Test
    void inTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("../../docs/testing.md"));
        for (FaultPoint point : FaultPoint.values()) {
            assertThat(page).contains("| `" + point.name() + "` |");
        }
    }
}
