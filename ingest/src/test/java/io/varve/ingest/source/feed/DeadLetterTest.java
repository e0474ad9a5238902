package io.varve.ingest.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {

    private static DeadLetter letter(byte[] value) {
        return new DeadLetter("t-0-7", "t-0", "it is no event")
                .from("topic", "t")
                .part("key", (String) null)
                .part("value", value);
    }

    private static String data(Event event) {
        return String.valueOf(event.data());
    }

    @Test
    void tellsReasonOriginAndBytes() {
        Event event = letter(new byte[] {(byte) 0xFF, 0}).event("/varve/sources/s", 1_000);

        assertThat(event.id()).isEqualTo("t-0-7");
        assertThat(event.type()).isEqualTo("io.varve.deadletter");
        assertThat(data(event)).isEqualTo("{\"reason\":\"it is no event\",\"topic\":\"t\",\"valueBase64\":\"/wA=\"}");
        assertThat(data(letter("\"x\n".getBytes(StandardCharsets.UTF_8)).event("/varve/sources/s", 1_000)))
                .endsWith("\"value\":\"\\\"x\\n\"}");
    }

    @Test
    void whatIsTooLargeForAnEventIsADigest() {
        Event event = letter(new byte[5_000_000]).event("/varve/sources/s", 10_000);

        assertThat(data(event)).hasSizeLessThan(10_000).contains("\"valueBytes\":5000000,\"valueSha256\":\"");
    }

    @Test
    void anIdThatNoEventCouldHaveIsADigest() {
        for (String id : List.of("i".repeat(5_000), "line\nbreak", "")) {
            Event event =
                    new DeadLetter(id, "t-0", "it is no event").part("id", id).event("/s", 10_000);

            EventRules.defaults().check(event);
            assertThat(event.id()).startsWith("sha256-").hasSize(71);
            assertThat(event).isNotEqualTo(letter(new byte[0]).event("/s", 10_000));
        }
    }

    @Test
    void aReasonMayQuoteMuchAndPartsMayBeMany() {
        DeadLetter letter =
                new DeadLetter("t-0-7", "t-0", "name '" + "\u0001".repeat(1_000_000) + "' is none").from("topic", "t");
        for (int i = 0; i < 100_000; i++) {
            letter.part("header" + i + "Name", "some header");
        }
        for (int max : new int[] {1_024, 100_000, 1 << 20}) {
            Event event = letter.event("/s", max);

            new EventRules(max).check(event);
            assertThat(data(event)).contains("\"topic\":\"t\"", "\"parts\":100000,\"partsSha256\":\"");
        }
    }

    @Test
    void isTheSameEventEachTime() {
        assertThat(letter(new byte[] {1}).event("/s", 1_000))
                .isEqualTo(letter(new byte[] {1}).event("/s", 1_000));
    }
}
