package io.varve.ingest.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Hash128;
import org.junit.jupiter.api.Test;

/** The bytes are stored: they must be read for ever. */
final class BackfillProgressTest {

    private static final byte[] REST = {
        0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1, -1, -1, -1, -1, 'a', 'b'
    };

    @Test
    void isStoredInAFixedForm() {
        BackfillProgress under = new BackfillProgress("ab", 258, new Hash128(1, -1), false);
        BackfillProgress ended = new BackfillProgress("ab", 258, new Hash128(1, -1), true);
        assertThat(under.encode()).isEqualTo(stored(2, 0));
        assertThat(ended.encode()).isEqualTo(stored(2, 1));
        assertThat(BackfillProgress.decode(stored(2, 0))).isEqualTo(under);
        assertThat(BackfillProgress.decode(stored(2, 1))).isEqualTo(ended);
    }

    @Test
    void readsVersion1WhichSaysNothingOfAnEnd() {
        assertThat(BackfillProgress.decode(stored(1)))
                .isEqualTo(new BackfillProgress("ab", 258, new Hash128(1, -1), true));
    }

    private static byte[] stored(int... head) {
        byte[] bytes = new byte[head.length + REST.length];
        for (int i = 0; i < head.length; i++) {
            bytes[i] = (byte) head[i];
        }
        System.arraycopy(REST, 0, bytes, head.length, REST.length);
        return bytes;
    }
}
