package io.varve.query.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.event.AggregateId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The file under resources was made apart from this code, from docs/format-snapshot.md alone. */
final class SnapshotFormTest {

    private static final ProjectionKey PROJECTION = new ProjectionKey("balance", 3, "0123456789abcdef".repeat(4));
    private static final byte[] STATE = "{\"balance\":70.0,\"count\":2}".getBytes(StandardCharsets.UTF_8);

    private static final Snapshot OF_AGGREGATE = new Snapshot(
            9_000_000_007L, 41, 42, 1_769_836_029_000_001L, 1_769_836_000_000_000L, false, "/bänk", "e-17", STATE);
    private static final Snapshot OF_LOG =
            new Snapshot(9_000_000_007L, -1, 9_000_000_008L, -5, null, true, "/bank", "e-17", STATE);

    @Test
    void writesAndReadsTheApprovedBytes() throws Exception {
        check(
                SnapshotForm.key(PROJECTION, new AggregateId("acc-ü")),
                OF_AGGREGATE,
                approved().subList(0, 2));
        check(SnapshotForm.key(PROJECTION, null), OF_LOG, approved().subList(2, 4));
    }

    private static void check(byte[] key, Snapshot snapshot, List<byte[]> approved) throws Exception {
        assertThat(key).isEqualTo(approved.get(0));
        assertThat(SnapshotForm.write(key, snapshot)).isEqualTo(approved.get(1));
        assertThat(SnapshotForm.read(approved.get(0), approved.get(1)))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
        assertThat(Objects.requireNonNull(SnapshotForm.readKey(key)).projection())
                .isEqualTo(PROJECTION);
    }

    @Test
    void refusesEveryFlippedBitAndEveryCut() {
        byte[] key = SnapshotForm.key(PROJECTION, new AggregateId("acc"));
        byte[] value = SnapshotForm.write(key, OF_AGGREGATE);
        for (int bit = 0; bit < value.length * 8; bit++) {
            byte[] flipped = value.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(reason(key, flipped)).isEqualTo(SkipReason.CORRUPT);
        }
        for (int length = 0; length < value.length; length++) {
            assertThat(reason(key, java.util.Arrays.copyOf(value, length))).isEqualTo(SkipReason.CORRUPT);
        }
    }

    @Test
    void refusesTheRecordOfAnotherKey() {
        byte[] value = SnapshotForm.write(SnapshotForm.key(PROJECTION, new AggregateId("acc")), OF_AGGREGATE);
        assertThat(reason(SnapshotForm.key(PROJECTION, new AggregateId("other")), value))
                .isEqualTo(SkipReason.CORRUPT);
    }

    private static SkipReason reason(byte[] key, byte[] value) {
        return Objects.requireNonNull(
                        catchThrowableOfType(SnapshotForm.UnusableException.class, () -> SnapshotForm.read(key, value)))
                .reason();
    }

    private static List<byte[]> approved() throws IOException {
        try (InputStream in = Objects.requireNonNull(SnapshotFormTest.class.getResourceAsStream("snapshot-v1.hex"))) {
            List<byte[]> lines = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> lines.add(HexFormat.of().parseHex(line)));
            return lines;
        }
    }
}
