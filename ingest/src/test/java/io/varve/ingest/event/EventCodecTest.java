package io.varve.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventCodecTest {

    /** The bytes of docs/format.md, "Canonical content": never to be changed. */
    private static final String APPROVED = "03" + "6531" // id e1
            + "05" + "2f626e6b" // source /bnk
            + "04" + "61c5be" // subject až
            + "02" + "44" // type D
            + "09" + "00000000000f4240" // 1970-01-01T00:00:01Z
            + "1a" + "313937302d30312d30315430313a30303a30312b30313a3030" // its text at +01:00
            + "00" // no datacontenttype
            + "02" + "73" // dataschema s
            + "01" // data, empty
            + "02" + "02" + "61" + "02" + "35" + "02" + "62" + "03" + "2235"; // a = 5, b = "5

    private static final Event EVENT = new Event(
            "e1",
            "/bnk",
            new AggregateId("až"),
            "D",
            EventTime.parse("1970-01-01T01:00:01+01:00"),
            null,
            "s",
            Payload.of(new byte[0]),
            new TreeMap<>(java.util.Map.of("a", ExtensionLiteral.ofInteger(5), "b", ExtensionLiteral.ofString("5"))));

    @Test
    void writesTheApprovedBytes() {
        assertThat(HexFormat.of().formatHex(EventCodec.encode(EVENT))).isEqualTo(APPROVED);
    }

    @Test
    void readsTheApprovedBytes() {
        byte[] bytes = HexFormat.of().parseHex(APPROVED);

        assertThat(EventCodec.decode(bytes, 0, bytes.length)).isEqualTo(EVENT);
    }

    @Test
    void givesBackWhatItWasGiven() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Event event = SampleEvents.random(random, "id-" + i);
            byte[] content = EventCodec.encode(event);
            byte[] padded = new byte[content.length + 7];
            System.arraycopy(content, 0, padded, 3, content.length);

            assertThat(EventCodec.decode(padded, 3, content.length))
                    .as("seed %d", seed)
                    .isEqualTo(event);
        }
    }

    @Test
    void refusesContentThatWasCutOff() {
        byte[] content = EventCodec.encode(EVENT);
        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> EventCodec.decode(cut, 0, cut.length))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(MalformedEventException.class);
        }
    }

    @Test
    void neverFailsInAnotherWayOnAlteredContent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] content = EventCodec.encode(EVENT);
        for (int i = 0; i < 20_000; i++) {
            byte[] altered = content.clone();
            altered[random.nextInt(altered.length)] = (byte) random.nextInt();
            try {
                Event other = EventCodec.decode(altered, 0, altered.length);
                assertThat(EventCodec.encode(other)).as("seed %d", seed).isEqualTo(altered);
            } catch (MalformedEventException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void refusesWhatNoWriterMakes() {
        String hex = APPROVED;
        requireMalformed(hex.replace("0262", "0261"), "extensions are out of order or given twice");
        requireMalformed(hex.replace("0261", "02FF"), "a text is not UTF-8");
        requireMalformed(hex.replace("0261", "820061"), "a number in more bytes than it needs");
    }

    private static void requireMalformed(String hex, String problem) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> EventCodec.decode(bytes, 0, bytes.length))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(problem);
    }

    @Test
    void tellsSourceAndIdApartHoweverTheyAreSplit() {
        assertThat(EventCodec.idKey("ab", "c")).isNotEqualTo(EventCodec.idKey("a", "bc"));
    }
}
