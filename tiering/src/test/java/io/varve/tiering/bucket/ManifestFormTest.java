package io.varve.tiering.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ManifestFormTest {

    private static final String NAME =
            "2026-01-01_0000000000000000000_0000000000000000039_a_" + "0f".repeat(32) + ".parquet";
    static final CatalogManifest SAMPLE = new CatalogManifest(
            new LogDefinition("events", new UUID(1, 2), PartitionUnit.DAY, Duration.ofDays(30), Duration.ofDays(90)),
            17,
            List.of(
                    new CatalogManifest.Entry(
                            Partition.parse("2026-01-01"),
                            0,
                            39,
                            NAME,
                            4_711,
                            1_767_225_600_000_000L,
                            1_767_225_600_000_001L,
                            "events/x/" + NAME),
                    new CatalogManifest.Entry(Partition.parse("2026-01-02"), 40, 40, "local.parquet", 1, 7, 8, null)),
            Map.of("2026-01-02", Instant.parse("2026-06-01T00:00:00Z")));

    @Test
    void readsWhatItWrites() {
        assertThat(ManifestForm.decode("m", ManifestForm.encode(SAMPLE))).isEqualTo(SAMPLE);
        CatalogManifest empty = new CatalogManifest(SAMPLE.definition(), 0, List.of(), Map.of());
        assertThat(ManifestForm.decode("m", ManifestForm.encode(empty))).isEqualTo(empty);
    }

    @Test
    void theBytesOfVersionOneStay() throws IOException {
        try (InputStream stored = Objects.requireNonNull(getClass().getResourceAsStream("manifest-v1.json"))) {
            byte[] bytes = stored.readAllBytes();
            assertThat(new String(ManifestForm.encode(SAMPLE), StandardCharsets.UTF_8))
                    .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
            assertThat(ManifestForm.decode("m", bytes)).isEqualTo(SAMPLE);
        }
    }

    @Test
    void everyFlippedBitAndEveryMissingByteIsSeen() {
        byte[] bytes = ManifestForm.encode(SAMPLE);
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            assertThatThrownBy(() -> ManifestForm.decode("m", flipped)).isInstanceOf(DamagedManifestException.class);
            byte[] cut = java.util.Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> ManifestForm.decode("m", cut)).isInstanceOf(DamagedManifestException.class);
        }
    }
}
