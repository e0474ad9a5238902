package io.varve.tiering.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SegmentTest {

    static final Segment SAMPLE = new Segment(
            new UUID(1, 2),
            List.of(
                    new HotBatch(7, 1_767_225_600_000_000L, null, List.of(event(0, "a"), event(300, "bc"))),
                    new HotBatch(9, 1_767_225_600_000_001L, new byte[] {1, 2}, List.of(event(1, "")))));

    @Test
    void readsWhatItWrites() {
        Segment read = Segment.decode("s", SAMPLE.encode());
        assertThat(read.logId()).isEqualTo(SAMPLE.logId());
        assertThat(read.firstPosition()).isEqualTo(7);
        assertThat(read.lastPosition()).isEqualTo(9);
        assertThat(read.encode()).isEqualTo(SAMPLE.encode());
        assertThat(read.batches().get(0).events().get(1).content()).isEqualTo("bc".getBytes(StandardCharsets.UTF_8));
        assertThat(read.batches().get(1).progress()).containsExactly(1, 2);
    }

    @Test
    void theBytesOfVersionOneStay() throws IOException {
        try (InputStream stored = Objects.requireNonNull(getClass().getResourceAsStream("segment-v1.hex"))) {
            String hex = new String(stored.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
            assertThat(HexFormat.of().formatHex(SAMPLE.encode())).isEqualTo(hex);
            assertThat(Segment.decode("s", HexFormat.of().parseHex(hex)).lastPosition())
                    .isEqualTo(9);
        }
    }

    @Test
    void everyFlippedBitAndEveryMissingByteIsSeen() {
        byte[] bytes = SAMPLE.encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            assertThatThrownBy(() -> Segment.decode("s", flipped)).isInstanceOf(DamagedSegmentException.class);
            byte[] cut = Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> Segment.decode("s", cut)).isInstanceOf(DamagedSegmentException.class);
        }
    }

    @Test
    void aBatchCanBeReadFromAnyOfItsPositions() {
        HotBatch batch = SAMPLE.batches().get(0);
        assertThat(batch.from(8).events()).containsExactly(batch.events().get(1));
        assertThat(batch.from(8).firstPosition()).isEqualTo(8);
        assertThat(batch.from(7)).isSameAs(batch);
    }

    @Test
    void coverageJoinsOverlapsAndStopsAtHoles() {
        List<SegmentName> segments = List.of(name(20, 29), name(0, 9), name(5, 14), name(10, 12), name(31, 40));
        assertThat(SegmentName.coveredTo(0, segments)).isEqualTo(15);
        assertThat(SegmentName.coveredTo(15, segments)).isEqualTo(15);
        assertThat(SegmentName.coveredTo(22, segments)).isEqualTo(30);
        assertThat(new Shipped(0, segments).missingBelow(50)).isEqualTo(5 + 1 + 9);
        assertThat(new Shipped(0, segments).missingBelow(15)).isZero();
        assertThat(new Shipped(0, List.of()).missingBelow(3)).isEqualTo(3);
    }

    @Test
    void aNameTellsWhatItHolds() {
        SegmentName name = name(5, 14);
        assertThat(name.format()).isEqualTo("0000000000000000005_0000000000000000014_a-1.segment");
        assertThat(SegmentName.ofKey("events/x/segments/" + name.format())).contains(name);
        assertThat(SegmentName.ofKey("events/x/segments/other")).isEmpty();
        assertThat(SegmentName.ofKey("0000000000000000005_0000000000000000004_a.segment"))
                .isEmpty();
    }

    private static SegmentName name(long first, long last) {
        return new SegmentName(first, last, "a-1");
    }

    private static HotEvent event(long version, String content) {
        return new HotEvent(version, content.getBytes(StandardCharsets.UTF_8));
    }
}
