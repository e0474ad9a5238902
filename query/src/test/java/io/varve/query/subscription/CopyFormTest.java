package io.varve.query.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The file under resources was made apart from this code, from docs/format-subscription.md alone. */
final class CopyFormTest {

    private static final UUID LOG = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private static final StoredState PLAIN = new StoredState(
            UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
            new SubscriptionDefinition("all", Set.of(), 3, "dead"),
            9_000_000_007L,
            null);
    private static final StoredState REFUSED = new StoredState(
            UUID.fromString("fedcba98-7654-3210-fedc-ba9876543210"),
            new SubscriptionDefinition("mails", Set.of("Paid", "Größe"), 1_000, "dead-mails"),
            5,
            new Refusal(41, 2, "no such äddress"));

    @Test
    void writesAndReadsTheApprovedBytes() throws IOException {
        byte[] approved = approved();
        assertThat(CopyForm.encode(LOG, List.of(PLAIN, REFUSED))).isEqualTo(approved);
        assertThat(CopyForm.decode(LOG, approved)).containsExactly(PLAIN, REFUSED);
    }

    @Test
    void none() throws IOException {
        assertThat(CopyForm.decode(LOG, CopyForm.encode(LOG, List.of()))).isEmpty();
    }

    @Test
    void refusesEveryFlippedBitAndEveryCut() throws IOException {
        byte[] bytes = approved();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> CopyForm.decode(LOG, flipped)).isInstanceOf(IOException.class);
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> CopyForm.decode(LOG, cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesThatOfAnotherLog() {
        UUID other = new UUID(1, 2);
        assertThatThrownBy(() -> CopyForm.decode(other, CopyForm.encode(LOG, List.of(PLAIN))))
                .hasMessage("it is of log " + LOG + ", not of " + other);
    }

    private static byte[] approved() throws IOException {
        try (InputStream in = Objects.requireNonNull(CopyFormTest.class.getResourceAsStream("subscriptions-v1.hex"))) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }
}
