package io.varve.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TextTableTest {

    @Test
    void alignsWordsLeftAndNumbersRight() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextTable table = TextTable.of("TIER", ">EVENTS", "NEWEST");
        table.row("HOT", "7", "-");
        table.row("COLD", "1,234", "2026-01-31");
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("TIER  EVENTS  NEWEST", "HOT        7  -", "COLD   1,234  2026-01-31");
    }

    @Test
    void wordsAreTheSameInEveryLocale() {
        assertThat(Words.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Words.share(0.5)).isEqualTo("50.0 %");
        assertThat(Words.seconds(Duration.ofMillis(1_500))).isEqualTo("1.50 s");
        assertThat(Words.seconds(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
        assertThat(Words.rate(10, Duration.ofSeconds(2))).isEqualTo("5 events/s");
        assertThat(Words.plural(1, "event") + " " + Words.plural(2, "event")).isEqualTo("1 event 2 events");
        assertThat(Words.instant(null)).isEqualTo("-");
    }
}
