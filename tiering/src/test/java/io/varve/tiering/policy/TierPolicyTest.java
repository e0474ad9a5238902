package io.varve.tiering.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TierPolicyTest {

    private static final TierPolicy POLICY = new TierPolicy(Duration.ofDays(30), Duration.ofDays(90));
    private static final Partition NEW_YEAR = Partition.parse("2026-01-01");

    @Test
    void agesCountFromThePartitionsEnd() {
        assertThat(tierAt("2026-01-31T23:59:59.999999Z")).isEqualTo(Tier.HOT);
        assertThat(tierAt("2026-02-01T00:00:00Z")).isEqualTo(Tier.WARM);
        assertThat(tierAt("2026-04-01T23:59:59.999999Z")).isEqualTo(Tier.WARM);
        assertThat(tierAt("2026-04-02T00:00:00Z")).isEqualTo(Tier.COLD);
    }

    @Test
    void aHoldKeepsAPartitionWarm() {
        Instant held = Instant.parse("2026-05-01T00:00:00Z");

        assertThat(POLICY.tierAt(NEW_YEAR, held.minusNanos(1), held)).isEqualTo(Tier.WARM);
        assertThat(POLICY.tierAt(NEW_YEAR, held, held)).isEqualTo(Tier.COLD);
    }

    @Test
    void aHoldThatIsOverChangesNothing() {
        Instant long_ago = Instant.parse("2026-01-05T00:00:00Z");

        assertThat(POLICY.dueAt(NEW_YEAR, Tier.COLD, long_ago)).isEqualTo(Instant.parse("2026-04-02T00:00:00Z"));
    }

    @Test
    void refusesAWarmAgeBelowTheHotOne() {
        assertThatThrownBy(() -> new TierPolicy(Duration.ofDays(30), Duration.ofDays(29)))
                .hasMessageContaining("0 <= hot <= warm");
    }

    private static Tier tierAt(String now) {
        return POLICY.tierAt(NEW_YEAR, Instant.parse(now), null);
    }
}
