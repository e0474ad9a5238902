package io.varve.ingest.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.MalformedEventException;
import io.varve.ingest.fuzz.Damage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Excerpts with a right checksum and a wrong inside: a typed error, or the one batch that has these bytes. */
final class BatchFuzzTest {

    private static final long SEED = Long.getLong("varve.seed", 1);

    @Test
    void aWrongInsideIsNamedOrIsAnotherBatch() {
        requireSeeds(20_000);
    }

    @Test
    @Tag("soak")
    void millionsOfWrongInsidesAreNamedOrAreOtherBatches() {
        requireSeeds(3_000_000);
    }

    private static void requireSeeds(int count) {
        byte[] whole = HotSamples.batch(70, HotSamples.START, 9, new byte[] {1, 2, 3, 4})
                .encoded();
        byte[] other = HotSamples.batch(1_000, HotSamples.START, 3).encoded();
        int decoded = 0;
        for (long seed = SEED; seed < SEED + count; seed++) {
            Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
            byte[] damaged = mended(new Damage(random).of(whole, other, 0, random.nextBoolean() ? 40 : whole.length));
            try {
                decoded += decodes(damaged) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("failed with -Dvarve.seed=" + seed, e);
            }
        }
        assertThat(decoded).isBetween(count / 100, count - count / 100);
    }

    private static boolean decodes(byte[] bytes) {
        HotBatch batch;
        try {
            batch = HotBatch.decode(ByteBuffer.wrap(bytes));
        } catch (HotLogException e) {
            return false;
        }
        assertThat(batch.encoded()).isEqualTo(Arrays.copyOf(bytes, (int) batch.encodedBytes()));
        for (HotEvent event : batch.events()) {
            byte[] content = event.content();
            try {
                assertThat(EventCodec.encode(EventCodec.decode(content, 0, content.length)))
                        .isEqualTo(content);
            } catch (MalformedEventException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
        return true;
    }

    /** States its length and checksum anew, as a writer would that was wrong about the rest. */
    private static byte[] mended(byte[] bytes) {
        if (bytes.length < BatchFormat.MIN_BYTES) {
            return bytes;
        }
        ByteBuffer batch = ByteBuffer.wrap(bytes);
        batch.put(0, (byte) BatchFormat.VERSION).putInt(BatchFormat.LENGTH_OFFSET, bytes.length);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - BatchFormat.CRC_BYTES);
        batch.putInt(bytes.length - BatchFormat.CRC_BYTES, (int) crc.getValue());
        return bytes;
    }
}
