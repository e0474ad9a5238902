package io.varve.ingest.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The files under resources were made apart from this code, from docs/format.md alone: they must read for ever. */
final class BatchFormatTest {

    private static final HotBatch FULL = new HotBatch(
            1_000_000_007L,
            1_769_904_000_123_456L,
            "row 41".getBytes(StandardCharsets.US_ASCII),
            List.of(
                    new HotEvent(0, "opened".getBytes(StandardCharsets.US_ASCII)),
                    new HotEvent(300, new byte[0]),
                    new HotEvent(1L << 40, ascending(200))));
    private static final HotBatch PLAIN =
            new HotBatch(0, -1, null, List.of(new HotEvent(0, "x".getBytes(StandardCharsets.US_ASCII))));

    @Test
    void encodesToTheApprovedBytes() throws IOException {
        assertThat(encode(FULL)).isEqualTo(approved("excerpt-v1.bin"));
        assertThat(encode(PLAIN)).isEqualTo(approved("excerpt-v1-plain.bin"));
    }

    @Test
    void decodesTheApprovedBytes() throws IOException {
        requireBatch(approved("excerpt-v1.bin"), FULL);
        requireBatch(approved("excerpt-v1-plain.bin"), PLAIN);
    }

    @Test
    void statesItsSizeBeforehand() {
        HotBatch large = new HotBatch(
                Long.MAX_VALUE - 1, 0, new byte[127], List.of(new HotEvent(Long.MAX_VALUE, new byte[16_384])));

        assertThat(large.encodedBytes()).isEqualTo(encode(large).length);
        requireBatch(encode(large), large);
    }

    @Test
    void noticesEachFlippedBit() {
        byte[] whole = encode(FULL);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(BatchFormat.fault(ByteBuffer.wrap(flipped)))
                    .as("bit %d", bit)
                    .isNotNull();
        }
    }

    @Test
    void noticesEachMissingByte() {
        byte[] whole = encode(FULL);
        for (int length = 0; length < whole.length; length++) {
            assertThat(BatchFormat.fault(ByteBuffer.wrap(whole, 0, length))).isNotNull();
        }
    }

    @Test
    void namesAWrongInsideUnderARightChecksum() {
        int progress = BatchFormat.HEADER_BYTES;
        int length = progress + 2; // behind "no progress" and the version
        requireFault(BatchFormat.COUNT_OFFSET, "states 2147483647 events", 0x7F, 0xFF, 0xFF, 0xFF);
        requireFault(BatchFormat.COUNT_OFFSET, "states 2 events", 0, 0, 0, 2);
        requireFault(BatchFormat.COUNT_OFFSET, "holds no event", 0x80, 0, 0, 0);
        requireFault(BatchFormat.FIRST_POSITION_OFFSET, "cannot be", 0xFF);
        requireFault(BatchFormat.FIRST_POSITION_OFFSET, "cannot be", 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        requireFault(progress, "progress goes past its end", 0x7F);
        requireFault(progress, "no numbers", 0xFF, 0xFF, 0xFF, 0xFF);
        requireFault(length, "event 0 goes past its end", 0x02);
        requireFault(length, "1 bytes follow its last event", 0x00);
    }

    /** Puts bytes into a batch of one event of one byte, and makes its checksum right. */
    private static void requireFault(int offset, String fault, int... bytes) {
        byte[] batch = encode(PLAIN);
        for (int i = 0; i < bytes.length; i++) {
            batch[offset + i] = (byte) bytes[i];
        }
        int end = batch.length - BatchFormat.CRC_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(batch, 0, end);
        ByteBuffer.wrap(batch).putInt(end, (int) crc.getValue());

        assertThatThrownBy(() -> HotBatch.decode(ByteBuffer.wrap(batch)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining(fault);
    }

    private static void requireBatch(byte[] bytes, HotBatch expected) {
        ByteBuffer excerpt = ByteBuffer.wrap(bytes);
        assertThat(BatchFormat.fault(excerpt)).isNull();
        BatchReader reader = new BatchReader(excerpt);
        assertThat(reader.firstPosition()).isEqualTo(expected.firstPosition());
        assertThat(reader.endPosition()).isEqualTo(expected.endPosition());
        assertThat(reader.recordedAtMicros()).isEqualTo(expected.recordedAtMicros());
        assertThat(reader.progress()).isEqualTo(expected.progress());
        for (HotEvent event : expected.events()) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.version()).isEqualTo(event.version());
            assertThat(reader.content()).isEqualTo(event.content());
        }
        assertThat(reader.atLast()).isTrue();
        assertThat(reader.next()).isFalse();
    }

    private static byte[] encode(HotBatch batch) {
        byte[] bytes = new byte[Math.toIntExact(batch.encodedBytes())];
        BatchFormat.encode(batch, bytes.length, bytes);
        return bytes;
    }

    private static byte[] approved(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(BatchFormatTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] ascending(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
