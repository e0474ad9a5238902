package io.varve.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import io.varve.server.s3.OutsideBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No protection, none yet, and how old it is: three things that read differently. */
final class ProtectionMetricsTest {

    private static final String AGE = "varve_protection_age_seconds{log=\"events\"} ";
    private static final String ENABLED = "varve_protection_enabled{log=\"events\"} ";

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));

    @Test
    void aLogWithoutProtectionHasNoAgeOfIt() throws IOException {
        try (Archive archive = Archive.open(ConfigReader.read(directory, null, Map.of()), now::get)) {
            assertThat(metrics(archive).scrape())
                    .contains(ENABLED + "0.0")
                    .doesNotContain("varve_protection_age_seconds");
        }
    }

    @Test
    void theAgeIsNotKnownUntilSomethingIsShipped() throws IOException {
        try (OutsideBucket bucket = OutsideBucket.start(directory.resolve("bucket"));
                Archive archive = Archive.open(
                        ConfigReader.read(directory.resolve("data"), null, bucket.protectedEnvironment()), now::get)) {
            ArchiveMetrics metrics = metrics(archive);
            assertThat(metrics.scrape()).contains(ENABLED + "1.0", AGE + "NaN");

            archive.log("events").protection().ship();
            now.updateAndGet(time -> time.plusSeconds(7));
            assertThat(metrics.scrape()).contains(ENABLED + "1.0", AGE + "7.0");
        }
    }

    private static ArchiveMetrics metrics(Archive archive) {
        ArchiveLog log = archive.log("events");
        return new ArchiveMetrics(archive, List.of(log));
    }
}
