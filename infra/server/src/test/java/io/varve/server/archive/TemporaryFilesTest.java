package io.varve.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemporaryFilesTest {

    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessLeftIsRemovedWhenTheLogIsOpened() throws IOException {
        VarveConfig config = ConfigReader.read(directory.resolve("data"), null, Map.of());
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));
        Path temporary;
        try (Archive archive = Archive.open(config, clock)) {
            temporary = archive.log(Archive.DEFAULT_LOG).temporaryDirectory();
        }
        Path inner = Files.createDirectories(temporary.resolve("inner"));
        Files.write(inner.resolve("put-1.part"), new byte[10]);

        try (Archive archive = Archive.open(config, clock)) {
            assertThat(archive.log(Archive.DEFAULT_LOG).head()).isZero();
            assertThat(inner).doesNotExist();
        }
    }
}
