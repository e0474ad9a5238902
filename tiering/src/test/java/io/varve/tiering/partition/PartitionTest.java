package io.varve.tiering.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Micros;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

    @ParameterizedTest
    @CsvSource({
        "HOUR, 2026-03-29T01:59:59.999999Z, 2026-03-29T01, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
        "DAY, 2026-03-08T07:00:00Z, 2026-03-08, 2026-03-08T00:00:00Z, 2026-03-09T00:00:00Z",
        "DAY, 1969-12-31T23:59:59.999999Z, 1969-12-31, 1969-12-31T00:00:00Z, 1970-01-01T00:00:00Z",
        "MONTH, 2024-02-29T12:00:00Z, 2024-02, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "MONTH, 2025-12-31T23:59:59Z, 2025-12, 2025-12-01T00:00:00Z, 2026-01-01T00:00:00Z",
    })
    void spansACalendarUnitInUtc(PartitionUnit unit, Instant time, String name, Instant start, Instant end) {
        Partition partition = Partition.of(unit, Micros.of(time));

        assertThat(partition.name()).isEqualTo(name);
        assertThat(Micros.instant(partition.startMicros())).isEqualTo(start);
        assertThat(Micros.instant(partition.endMicros())).isEqualTo(end);
    }

    @Test
    void isReadBackFromItsName() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            PartitionUnit unit = java.util.List.of(PartitionUnit.values()).get(random.nextInt(3));
            Partition partition = Partition.of(unit, random.nextLong(4_000_000_000_000_000L) - 1_000_000_000_000_000L);

            assertThat(Partition.parse(partition.name())).as("seed %d", seed).isEqualTo(partition);
            assertThat(Partition.of(unit, partition.endMicros() - 1)).isEqualTo(partition);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026", "2026-1-1", "2026-02-30", "2026-01-01T25", "2026-01-01T05:00", "../../etc"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> Partition.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void beginsWhereItsUnitBegins() {
        assertThatThrownBy(() -> new Partition(PartitionUnit.DAY, 1)).hasMessageContaining("is not the start of a day");
    }
}
