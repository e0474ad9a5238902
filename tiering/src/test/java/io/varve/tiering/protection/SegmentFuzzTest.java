package io.varve.tiering.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.damage.Damage;
import io.varve.tiering.damage.Fuzz;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged segments: as they come from a bucket, and with checksums that match what is wrong. */
@Timeout(600)
class SegmentFuzzTest {

    private static final byte[] BYTES = SegmentTest.SAMPLE.encode();

    @Test
    void anyDamageIsFound() {
        anyDamageIsFound(500);
    }

    @Test
    @Tag("soak")
    void anyDamageIsFoundInManyRounds() {
        anyDamageIsFound(1_000_000);
    }

    private static void anyDamageIsFound(int rounds) {
        Fuzz.rounds("damaged segments", rounds, random -> {
            byte[] damaged = new Damage(random).of(BYTES);
            assertThatThrownBy(() -> Segment.decode("s", damaged)).isInstanceOf(DamagedSegmentException.class);
        });
    }

    @Test
    void whatMatchesItsChecksumsIsASegmentOrRefused() {
        matching(1_500);
    }

    @Test
    @Tag("soak")
    void whatMatchesItsChecksumsIsASegmentOrRefusedInManyRounds() {
        matching(5_000_000);
    }

    private static void matching(int rounds) {
        int[] read = new int[1];
        boolean enough = Fuzz.rounds("segments with matching checksums", rounds, random -> {
            byte[] damaged = matched(new Damage(random).of(BYTES));
            Fuzz.bounded(() -> {
                try {
                    assertThat(Segment.decode("s", damaged).encode()).isEqualTo(damaged);
                    read[0]++;
                } catch (DamagedSegmentException e) {
                    assertThat(e).hasMessageStartingWith("segment s ");
                }
                return 0;
            });
        });
        assertThat(enough && read[0] == 0).isFalse();
    }

    /** With the checksums of the segment and, as far as they can be walked, of its batches. */
    private static byte[] matched(byte[] bytes) {
        if (bytes.length < Segment.HEADER_BYTES + Segment.CRC_BYTES) {
            return bytes;
        }
        byte[] matched = bytes.clone();
        ByteBuffer buffer = ByteBuffer.wrap(matched);
        int end = matched.length - Segment.CRC_BYTES;
        for (int at = Segment.HEADER_BYTES; at + 32 <= end; ) {
            int length = buffer.getInt(at + 1);
            if (length < 32 || length > end - at) {
                break;
            }
            buffer.putInt(at + length - 4, crc(matched, at, at + length - 4));
            at += length;
        }
        buffer.putInt(end, crc(matched, 0, end));
        return matched;
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(Arrays.copyOfRange(bytes, from, to));
        return (int) crc.getValue();
    }
}
