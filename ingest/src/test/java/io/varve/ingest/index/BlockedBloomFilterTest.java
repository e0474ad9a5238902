package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BlockedBloomFilterTest {

    @Test
    void forgetsNothingAndIsSeldomWrongAtTenBitsAKey() {
        int keys = 50_000;
        BlockedBloomFilter filter = new BlockedBloomFilter(keys * 10L / 8);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < keys; i++) {
            filter.add(random.nextLong());
        }
        SplittableRandom again = new SplittableRandom(1);
        for (int i = 0; i < keys; i++) {
            assertThat(filter.mightContain(again.nextLong())).isTrue();
        }
        int wrong = 0;
        for (int i = 0; i < keys; i++) {
            wrong += filter.mightContain(again.nextLong()) ? 1 : 0;
        }
        assertThat(wrong / (double) keys).isLessThan(0.03);
    }

    @Test
    void oneBlockIsEnough() {
        BlockedBloomFilter filter = new BlockedBloomFilter(BlockedBloomFilter.BLOCK_BYTES);
        assertThat(filter.mightContain(5)).isFalse();
        filter.add(5);
        assertThat(filter.mightContain(5)).isTrue();
    }
}
