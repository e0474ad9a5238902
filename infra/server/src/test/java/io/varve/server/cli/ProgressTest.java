package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of long work where nobody watches: a line after three seconds, then one every ten. */
final class ProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    private final Console console = new Console(
            new Output(new ByteArrayOutputStream()),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            false,
            Map.of(),
            () -> now);

    private void pass(String seconds) {
        now = now.plus(Duration.parse("PT" + seconds + "S"));
    }

    private List<String> lines() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void tellsWhatIsDoneAndHowLongTheRestTakes() {
        try (Progress progress = Progress.of(console, "moves", "events")) {
            progress.reached(1_000, 4_000, "2026-03-01");
            pass("2.999");
            progress.reached(1_500, 4_000, "2026-03-02");
            assertThat(lines()).isEmpty();
            pass("0.001");
            progress.reached(2_000, 4_000, "2026-03-03");
            pass("9.999");
            progress.reached(3_900, 4_000, "2026-03-04");
            pass("0.001");
            progress.reached(4_000, 4_000, null);
        }
        assertThat(lines())
                .containsExactly(
                        "moves: 2,000 of 4,000 events, 2026-03-03, 3.00 s, about 3.00 s left",
                        "moves: 4,000 of 4,000 events, 13.00 s");
    }

    @Test
    void saysNothingOfTheRestThatIsNotKnown() {
        try (Progress progress = Progress.ofBytes(console, "import")) {
            pass("3");
            progress.reached(3 << 20, -1, "line 7");
        }
        assertThat(lines()).containsExactly("import: 3 MiB, line 7, 3.00 s");
    }

    @Test
    void saysNothingOfWhatIsOverSoon() {
        try (Progress progress = Progress.of(console, "verify", "files")) {
            pass("2");
            progress.reached(7, 7, null);
        }
        assertThat(lines()).isEmpty();
    }
}
