package io.varve.tiering.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FetchPlanTest {

    @Test
    void theClosestAreJoinedAsLongAsAllIsShort() {
        assertThat(FetchPlan.of(List.of(1, 2, 5, 30, 31))).containsExactly(new FetchPlan.Range(1, 32));
        assertThat(FetchPlan.of(List.of(1, 5, 60, 61)))
                .containsExactly(new FetchPlan.Range(1, 6), new FetchPlan.Range(60, 62));
        assertThat(FetchPlan.of(List.of())).isEmpty();
    }

    @Test
    void everyWantedBlockIsAskedForOnceAndFewOthers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            TreeSet<Integer> wanted = new TreeSet<>();
            for (int n = random.nextInt(60); n > 0; n--) {
                wanted.add(random.nextInt(400));
            }
            List<Integer> asked = new ArrayList<>();
            for (FetchPlan.Range range : FetchPlan.of(List.copyOf(wanted))) {
                for (int block = range.first(); block < range.end(); block++) {
                    asked.add(block);
                }
            }
            assertThat(asked)
                    .as("seed %s", seed)
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .containsAll(wanted);
            assertThat(asked.size()).as("seed %s", seed).isLessThanOrEqualTo(Math.max(wanted.size(), 48));
        }
    }
}
