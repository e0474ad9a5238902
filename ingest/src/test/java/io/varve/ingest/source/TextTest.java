package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @Test
    void readsAndPrintsTimesAsTheSlowWayDoes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            long micros = random.nextLong() >> random.nextInt(20);
            micros -= random.nextInt(3) * Math.floorMod(micros, 1_000_000L) / 2;
            micros -= random.nextBoolean() ? Math.floorMod(micros, 1_000L) : 0;
            String text = Micros.text(micros);
            LineBuffer line = new LineBuffer();
            TimeText.print(micros, line);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            line.drainTo(out);
            assertThat(out.toString(StandardCharsets.UTF_8)).as("seed %d", seed).isEqualTo(text);
            if (text.length() <= 27 && text.charAt(0) != '-') {
                assertThat(TimeText.parse(text)).as("seed %d", seed).isEqualTo(EventTime.parse(text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T09:30:00Z",
                "2026-01-31T09:30:00.000Z",
                "2026-01-31T09:30:00.120000Z",
                "2026-01-31t09:30:00z",
                "2026-01-31T09:30:00.12Z",
                "2026-01-31T09:30:00",
                "2026-01-31T09:30:00+00:00",
                "2026-01-31T09:30:00.123-02:30"
            })
    void readsOtherTimesAsTheSlowWayDoes(String text) {
        assertThat(TimeText.parse(text)).isEqualTo(EventTime.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-13-31T09:30:00Z",
                "2026-01-32T09:30:00Z",
                "2026-01-31T24:30:00Z",
                "2026-01-31T09:60:00Z",
                "2026-01-31T09:30:60Z",
                "2026-01-31 09:30:00Z",
                "2026-01-31",
                "٢٠٢٦-01-31T09:30:00Z",
                "202x-01-31T09:30:00Z"
            })
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> TimeText.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31 09:30, 2026-01-31T09:30:00Z",
        "2026-01-31 09:30:00, 2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00, 2026-01-31T09:30:00Z",
        "2026-01-31 09:30:00.120, 2026-01-31T09:30:00.120Z",
        "2026-01-31 09:30:00.123456789, 2026-01-31T09:30:00.123456789Z",
        "2026-01-31 09:30:00+00, 2026-01-31T09:30:00+00:00",
        "2026-01-31 09:30:00 -0230, 2026-01-31T09:30:00-02:30",
        "2026-01-31T09:30:00+01:00, 2026-01-31T09:30:00+01:00",
    })
    void readsTheTimesThatTablesHold(String text, String expected) {
        assertThat(SqlTime.parse(text)).isEqualTo(EventTime.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "31.1.2026", "2026-1-31", "2026-01-31T", "2026-02-30", "2026-01-31 25:00:00", "yesterday"})
    void refusesWhatIsNoTimeInATable(String text) {
        assertThatThrownBy(() -> SqlTime.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void knowsUtf8AsTheStrictDecoderDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] lead = {0x41, 0x80, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0x9F, 0xA0, 0x8F, 0x90};
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(3) == 0 ? lead[random.nextInt(lead.length)] : 'a');
            }
            boolean valid;
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                valid = true;
                assertThat(Utf8.length(text)).isEqualTo(bytes.length);
            } catch (CharacterCodingException e) {
                valid = false;
            }
            assertThat(Utf8.firstInvalid(bytes, 0, bytes.length) < 0)
                    .as("seed %d", seed)
                    .isEqualTo(valid);
        }
    }

    @Test
    void countsTheBytesOfText() {
        for (String text : new String[] {"", "a", "é", "€", "😀", "aé€😀z"}) {
            assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }
}
