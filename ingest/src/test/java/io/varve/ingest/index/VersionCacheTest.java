package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import org.junit.jupiter.api.Test;

final class VersionCacheTest {

    private final VersionCache cache = new VersionCache(1);

    private static AggregateId aggregate(int number) {
        return new AggregateId("account-" + number);
    }

    private static LastEvent last(long version) {
        return new LastEvent(version, version);
    }

    @Test
    void keepsTheNewestOfASet() {
        for (int number = 0; number < 6; number++) {
            cache.put(aggregate(number), last(number));
        }
        assertThat(cache.find(aggregate(5))).isEqualTo(last(5));
        assertThat(cache.find(aggregate(4))).isEqualTo(last(4));
        int kept = 0;
        for (int number = 0; number < 6; number++) {
            kept += cache.find(aggregate(number)) == null ? 0 : 1;
        }
        assertThat(kept).isEqualTo(4);
    }

    @Test
    void holdsAnAggregateOnce() {
        for (int version = 0; version < 9; version++) {
            for (int number = 0; number < 4; number++) {
                cache.put(aggregate(number), last(version));
            }
        }
        for (int number = 0; number < 4; number++) {
            assertThat(cache.find(aggregate(number))).isEqualTo(last(8));
        }
    }

    @Test
    void dropsWhatWasFetchedBeforeTheDiskChanged() {
        long age = cache.age();
        cache.grow();
        cache.offer(aggregate(1), last(3), age);
        assertThat(cache.find(aggregate(1))).isNull();
        cache.offer(aggregate(1), last(4), cache.age());
        assertThat(cache.find(aggregate(1))).isEqualTo(last(4));
    }
}
