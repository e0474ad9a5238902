package io.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.text.Nearest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class QuantitiesTest {

    @Test
    void readsAndWritesSizes() {
        assertThat(Quantities.parseSize("64MiB")).isEqualTo(64L << 20);
        assertThat(Quantities.parseSize("17")).isEqualTo(17);
        assertThat(Quantities.size(64L << 20)).isEqualTo("64 MiB");
        assertThat(Quantities.size(1_536)).isEqualTo("1.5 KiB");
        assertThat(Quantities.size(0)).isEqualTo("0 B");
        assertThatThrownBy(() -> Quantities.parseSize("64 MB")).hasMessageContaining("64MiB");
    }

    @Test
    void readsAndWritesDurations() {
        for (String text : new String[] {"30d", "36h", "90m", "10s", "250ms", "0s"}) {
            assertThat(Quantities.duration(Quantities.parseDuration(text))).isEqualTo(text);
        }
        assertThat(Quantities.duration(Duration.ofDays(2))).isEqualTo("2d");
        assertThatThrownBy(() -> Quantities.parseDuration("a day")).hasMessageContaining("30d");
    }

    @Test
    void findsTheWordThatWasMeant() {
        assertThat(Nearest.of("cold.buket", java.util.List.of("cold.bucket", "cold.prefix")))
                .isEqualTo("cold.bucket");
        assertThat(Nearest.of("colour", java.util.List.of("cold.bucket", "cold.prefix")))
                .isNull();
    }
}
