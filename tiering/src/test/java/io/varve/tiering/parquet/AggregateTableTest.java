package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AggregateTableTest {

    private final AggregateTable table = new AggregateTable();

    @Test
    void ordersByBytesWhateverTheyShare() {
        verify(List.of("account-2", "account-10", "account-1", "account-", "account-1\u0000", "account-1\u0000\u0000"));
        verify(List.of("", "a", "\u0000", "\uFFFD", "\uD83D\uDE00", "ä", "z"));
        verify(List.of("b", "a-very-long-shared-prefix-2", "a-very-long-shared-prefix-1", "a-very-long-shared-prefix"));
        verify(List.of("alone"));
        verify(List.of());
    }

    @Test
    void ordersManyAndCountsThem() {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        System.out.println("aggregates from -Dvarve.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            List<String> ids = new ArrayList<>();
            String prefix = "x".repeat(random.nextInt(10));
            for (int i = 0; i < 30_000; i++) {
                ids.add(prefix + random.nextInt(10_000) + "-" + Integer.toString(random.nextInt(40), 36));
            }
            verify(ids);
        }
    }

    @Test
    void aVersionThatDoesNotFollowIsRefusedAndNotCounted() {
        byte[] id = "account-1".getBytes(StandardCharsets.UTF_8);
        table.add(id, 0, id.length, 5);
        assertThatThrownBy(() -> table.add(id, 0, id.length, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("aggregate 'account-1' comes with version 5, must be 6");
        table.add(id, 0, id.length, 6);
        assertThat(table.sort().get(0).count()).isEqualTo(2);
    }

    /** Adds an event for each id, and compares with a sorted map; the table is then empty again. */
    private void verify(List<String> ids) {
        Map<byte[], Integer> expected = new TreeMap<>(Arrays::compareUnsigned);
        List<Integer> numbers = new ArrayList<>();
        for (String id : ids) {
            byte[] bytes = (">" + id).getBytes(StandardCharsets.UTF_8);
            byte[] key = Arrays.copyOfRange(bytes, 1, bytes.length);
            int version = expected.merge(key, 1, Integer::sum) - 1;
            numbers.add(table.add(bytes, 1, key.length, 100 + version));
        }
        List<AggregateRows> sorted = table.sort();
        assertThat(sorted).extracting(AggregateRows::count).containsExactlyElementsOf(expected.values());
        assertThat(sorted.stream().map(AggregateRows::bytes).toArray(byte[][]::new))
                .isDeepEqualTo(expected.keySet().toArray(byte[][]::new));
        assertThat(sorted).allMatch(rows -> rows.firstVersion() == 100);
        assertThat(numbers.stream().map(table::takeRow)).doesNotHaveDuplicates().allMatch(row -> row < ids.size());
        table.clear();
    }
}
