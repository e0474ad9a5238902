package io.varve.query.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of any copy, in a log of any length: no subscription passes an event over, none begins past the end. */
final class RestoredSubscriptionsTest {

    private static final UUID LOG = new UUID(3, 4);

    @TempDir
    private Path directory;

    @Test
    void noneIsPastTheEndAndNoneFurtherThanItWas() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<StoredState> states = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                states.add(state(i, random));
            }
            long head = random.nextInt(60);
            Path place = directory.resolve("s" + seed);
            RestoredSubscriptions restored = RestoredSubscriptions.of(
                    "x", CopyForm.encode(LOG, states), LOG, head, place, () -> new UUID(9, random.nextLong()));

            assertThat(restored.count()).as("seed %s", seed).isEqualTo(states.size());
            List<String> ahead = new ArrayList<>();
            for (StoredState before : states) {
                StoredState after =
                        StateFile.in(place, before.definition().name()).read();
                assertThat(after.definition()).isEqualTo(before.definition());
                assertThat(after.id()).as("its letters are others").isNotEqualTo(before.id());
                assertThat(after.position()).as("seed %s", seed).isEqualTo(Math.min(before.position(), head));
                Refusal refusal = before.refusal();
                assertThat(after.refusal())
                        .as("seed %s: of an event that is there", seed)
                        .isEqualTo(refusal == null || refusal.position() >= head ? null : refusal);
                if (before.position() > head) {
                    ahead.add("subscription '" + before.definition().name() + "' stood at position " + before.position()
                            + ", and the log ends at " + head + ": it goes on from there");
                }
            }
            assertThat(restored.warnings()).isEqualTo(ahead);
        }
    }

    @Test
    void ofADamagedCopyNothingIsMade() {
        byte[] copy = CopyForm.encode(LOG, List.of(state(1, new Random(1))));
        copy[20] ^= 1;
        assertThatThrownBy(() ->
                        RestoredSubscriptions.of("s3://b/x", copy, LOG, 9, directory.resolve("none"), UUID::randomUUID))
                .isInstanceOf(SubscriptionException.class)
                .hasMessage("the copy of subscriptions s3://b/x cannot be read: its checksum is wrong");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsTooLongToBeACopyIsNotReadIntoMemory() {
        RestoredSubscriptions.requirePossible("x", 1 << 20);
        assertThatThrownBy(() -> RestoredSubscriptions.requirePossible("s3://b/x", 1L << 40))
                .isInstanceOf(SubscriptionException.class)
                .hasMessageContainingAll("s3://b/x", "1099511627776 bytes");
    }

    private static StoredState state(int number, Random random) {
        long position = random.nextInt(60);
        @Nullable Refusal refusal = random.nextBoolean() ? null : new Refusal(position + random.nextInt(5), 1, "why");
        Set<String> types = random.nextBoolean() ? Set.of() : Set.of("Paid", "T" + random.nextInt(9));
        return new StoredState(
                new UUID(1, random.nextLong()),
                new SubscriptionDefinition("n" + number, types, 1 + random.nextInt(3), "dead"),
                position,
                refusal);
    }
}
