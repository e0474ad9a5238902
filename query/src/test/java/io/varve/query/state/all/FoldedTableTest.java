package io.varve.query.state.all;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ids of any bytes, many and few, asked for from within arrays that change afterwards. */
final class FoldedTableTest {

    private static final int LOOK_UPS = 100_000;

    @Test
    void knowsEachIdAgainAndGivesAllInTheirOrder() {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("FoldedTableTest seed " + seed);
        Random random = new Random(seed);
        FoldedTable<String> table = new FoldedTable<>();
        for (int values : new int[] {2, 256}) {
            Map<byte[], Folded<String>> model = new TreeMap<>(Arrays::compareUnsigned);
            byte[] array = new byte[16];
            for (int i = 0; i < LOOK_UPS; i++) {
                for (int at = 0; at < array.length; at++) {
                    array[at] = (byte) random.nextInt(values);
                }
                int offset = random.nextInt(5);
                int length = random.nextInt(12);
                byte[] key = Arrays.copyOfRange(array, offset, offset + length);
                Folded<String> found = table.of(array, offset, length);
                assertThat(found.key()).as("seed %s", seed).isEqualTo(key);
                Folded<String> before = model.putIfAbsent(key, found);
                if (before != null) {
                    assertThat(found).as("seed %s", seed).isSameAs(before);
                }
            }
            List<Folded<String>> sorted = table.takeSorted();
            assertThat(sorted).as("seed %s", seed).containsExactlyElementsOf(model.values());
            assertThat(table.takeSorted()).isEmpty();
        }
    }

    @Test
    void rangesAreAsManyAsThreadsAndMemoryAskFor() {
        long heap = 64L << 20;
        assertThat(Ranges.count(0, 1, heap)).isOne();
        assertThat(Ranges.count(32_768, 1, heap)).isOne();
        assertThat(Ranges.count(32_769, 1, heap)).isEqualTo(2);
        assertThat(Ranges.count(32_767, 8, 1L << 40)).isOne();
        assertThat(Ranges.count(3 * 32_768, 8, 1L << 40)).isEqualTo(3);
        assertThat(Ranges.count(1L << 30, 8, 1L << 40)).isEqualTo(10);
        assertThat(Ranges.count(1L << 20, 1, 1)).isEqualTo(32);
    }
}
