package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventJsonTest {

    private static final String REQUIRED = "\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\"";

    @Test
    void readsEveryAttribute() {
        Event event = parse(
                "{\"specversion\":\"1.0\",\"id\":\"é\\u0031\",\"source\":\"/s\",\"type\":\"Opened\","
                        + "\"subject\":\"acc😀\",\"time\":\"2026-01-31T09:30:00+01:00\",\"datacontenttype\":\"application/json\","
                        + "\"dataschema\":\"urn:x\",\"data\":{\"a\": 1.0},\"level\":5,\"flag\":true,\"name\":\"5\",\"gone\":null}");
        assertThat(event.id()).isEqualTo("é1");
        assertThat(event.source()).isEqualTo("/s");
        assertThat(event.type()).isEqualTo("Opened");
        assertThat(event.subject()).isEqualTo(new AggregateId("acc😀"));
        assertThat(event.time()).isEqualTo(EventTime.parse("2026-01-31T09:30:00+01:00"));
        assertThat(event.dataContentType()).isEqualTo("application/json");
        assertThat(event.dataSchema()).isEqualTo("urn:x");
        assertThat(event.data()).isEqualTo(Payload.ofText("{\"a\": 1.0}"));
        assertThat(event.extensions()).hasToString("{flag=true, level=5, name=\"5}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0",
                "1.0",
                "-12.50e+3",
                "12345678901234567890",
                "0.10",
                "true",
                "false",
                "\"\"",
                "\"a\\\"}\\\\\"",
                "\"\\u0000\\ud83d\\ude00\\/\"",
                "\"é€😀\"",
                "[]",
                "[ ]",
                "{}",
                "{ }",
                "[1 ,\t2 , [ {} ] ]",
                "{\"a\" : 1,\"a\" : 2 , \"b\":\"}\"}",
                "{\"é\":{\"😀\":[null , \"]\"]}}",
                "\"\\ud800\"",
                "{\"data\":{\"data\":1}}",
                "[\n1,\r\n2\n]"
            })
    void keepsTheBytesOfTheDataWhereverTheyStand(String data) {
        for (String space : new String[] {"", " ", " \t ", "\n", "  \r\n  "}) {
            for (String before : new String[] {"", "\"e\":\"é€😀\\\"\\u00e9\",", "\"e\" : \"\\\\\" ,\"f\":12 , "}) {
                String value = space + data + space;
                String last = "{" + before + REQUIRED + ",\"data\":" + value + "}";
                String first =
                        space + "{" + space + "\"data\"" + space + ":" + value + "," + before + REQUIRED + "}" + space;
                String middle = "{" + before + "\"data\":" + value + "," + REQUIRED + "}";
                for (String line : new String[] {last, first, middle}) {
                    assertThat(parse(line).data()).as(line).isEqualTo(Payload.ofText(data));
                }
            }
        }
    }

    @Test
    void keepsNumbersAndNamesOfAnyLength() {
        String data = "{\"" + "n".repeat(100_000) + "\":" + "9".repeat(200_000) + "." + "1".repeat(200_000) + "}";
        assertThat(parse("{" + REQUIRED + ",\"data\":" + data + "}").data()).isEqualTo(Payload.ofText(data));
    }

    @Test
    void readsManyDifferentNames() {
        StringBuilder data = new StringBuilder("{");
        for (int i = 0; i < 200_000; i++) {
            data.append(i == 0 ? "" : ",").append("\"k").append(i * 7919).append("\":0");
        }
        data.append('}');
        assertThat(parse("{" + REQUIRED + ",\"data\":" + data + "}").data()).isEqualTo(Payload.ofText(data.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|\"a\\u00e9\"",
                "APPLICATION/JSON; charset=utf-8|\"a\\u00e9\"",
                "text/json|\"a\\u00e9\"",
                "application/vnd.x+JSON ;v=1|\"a\\u00e9\"",
                "text/plain|aé",
                "application/xml|aé",
                "application/jsonx|aé",
                "json|aé",
                "+json|aé",
                "application/json5;a=+json|aé"
            })
    void takesAStringAsTextWhereTheDataIsNotJson(String type, String expected) {
        String first = "{" + REQUIRED + ",\"data\":\"a\\u00e9\",\"datacontenttype\":\"" + type + "\"}";
        assertThat(parse(first).data()).isEqualTo(Payload.ofText(expected));
        String last = "{\"datacontenttype\":\"" + type + "\"," + REQUIRED + ",\"data\":\"a\\u00e9\"}";
        assertThat(parse(last).data()).isEqualTo(Payload.ofText(expected));
    }

    @Test
    void keepsWhatIsNotAStringUnderAnyType() {
        assertThat(parse("{" + REQUIRED + ",\"data\":[1 ],\"datacontenttype\":\"text/plain\"}")
                        .data())
                .isEqualTo(Payload.ofText("[1 ]"));
    }

    @Test
    void tellsAbsentDataFromEmptyData() {
        assertThat(parse("{" + REQUIRED + "}").data()).isNull();
        assertThat(parse("{" + REQUIRED + ",\"data\":null}").data()).isNull();
        assertThat(parse("{" + REQUIRED + ",\"data_base64\":null}").data()).isNull();
        assertThat(parse("{" + REQUIRED + ",\"data\":null,\"data_base64\":\"AP8=\"}")
                        .data())
                .isEqualTo(Payload.of(new byte[] {0, (byte) 0xFF}));
        assertThat(parse("{" + REQUIRED + ",\"data_base64\":\"\"}").data()).isEqualTo(Payload.of(new byte[0]));
        assertThat(parse("{" + REQUIRED + ",\"data\":\"\",\"datacontenttype\":\"text/plain\"}")
                        .data())
                .isEqualTo(Payload.of(new byte[0]));
    }

    @Test
    void readsOnlyItsPartOfTheBytes() {
        byte[] bytes = ("}}é{" + REQUIRED + ",\"data\": 12}345").getBytes(StandardCharsets.UTF_8);
        Event event = CloudEventJson.parse(bytes, 4, bytes.length - 7);
        assertThat(event.data()).isEqualTo(Payload.ofText("12"));
        assertThatThrownBy(() -> CloudEventJson.parse(bytes, 4, bytes.length))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}`|attribute 'subject' is missing",
                "`{\"id\":null,\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\"}`|attribute 'id' is missing",
                "`{\"id\":1}`|attribute 'id' must be a string, it is a number",
                "`{\"source\":{}}`|attribute 'source' must be a string, it is an object",
                "`{\"type\":[]}`|attribute 'type' must be a string, it is an array",
                "`{\"subject\":true}`|attribute 'subject' must be a string, it is a boolean",
                "`{\"datacontenttype\":1.5}`|attribute 'datacontenttype' must be a string, it is a number with a fraction or exponent",
                "`{\"id\":\"1\",\"id\":null}`|attribute 'id' is given twice",
                "`{\"x\":null,\"x\":1}`|attribute 'x' is given twice",
                "`{\"x\":{}}`|extension attribute 'x' must be a string, an integer or a boolean, it is an object",
                "`{\"x\":[]}`|extension attribute 'x' must be a string, an integer or a boolean, it is an array",
                "`{\"x\":1.0}`|extension attribute 'x' must be a string, an integer or a boolean, it is a number with a fraction or exponent",
                "`{\"x\":2147483648}`|extension attribute 'x' is the integer 2147483648, at most 32 bits are allowed (give it as a string)",
                "`{\"x\":-99999999999999999999999999999}`|extension attribute 'x' is the integer -99999999999999999999999..., at most 32 bits are allowed (give it as a string)",
                "`{\"specversion\":\"0.3\"}`|attribute 'specversion' is '0.3', must be '1.0'",
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"data\":1,\"data_base64\":\"AA==\"}`|both 'data' and 'data_base64' are given, only one may be",
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"data_base64\":\"!\"}`|attribute 'data_base64' is not Base64",
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"time\":\"31.1.2026\"}`|attribute 'time' is '31.1.2026', must be a time of RFC 3339 such as 2026-01-31T09:30:00Z",
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"time\":\"+999999999-01-31T09:30:00Z\"}`|attribute 'time' is '+999999999-01-31T09:30:00Z', must be a time of RFC 3339 such as 2026-01-31T09:30:00Z",
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"time\":\"2026-02-29T09:30:00Z\"}`|attribute 'time' is '2026-02-29T09:30:00Z', must be a time of RFC 3339 such as 2026-01-31T09:30:00Z",
                "`{\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\",\"datacontenttype\":\"text/plain\",\"data\":\"\\ud800\"}`|attribute 'data' holds half a surrogate pair, so it is no text",
                "`[{}]`|an event must be a JSON object, this is an array",
                "`\"x\"`|an event must be a JSON object, this is a string",
                "`null`|an event must be a JSON object, this is null",
                "`  `|an event must be a JSON object, this is nothing",
                "`{} {}`|more text after the event, at column 4",
                "`{} x`|malformed JSON at column 4: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                "`{\"id\":\"a`|attribute 'id': malformed JSON: the text ends too early at column 9",
                "`{\"data\":{\"a\":[1}}`|attribute 'data': malformed JSON at column 16: Unexpected close marker '}': expected ']'",
                "`{\"data\":01}`|attribute 'data': malformed JSON at column 10: Invalid numeric value: Leading zeroes not allowed",
                "`{\"data\":NaN}`|attribute 'data': malformed JSON at column 12: Non-standard token 'NaN'",
                "`{\"data\":\"\t\"}`|attribute 'data': malformed JSON at column 10: Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value",
                "`{\"a\\n\\u001b[31m\":1.5}`|extension attribute 'a\\u000a\\u001b[31m' must be a string, an integer or a boolean, it is a number with a fraction or exponent",
            })
    void saysInOneLineWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = ("{" + REQUIRED + ",\"data\":\"é\"}").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> CloudEventJson.parse(latin, 0, latin.length))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("invalid UTF-8 at column " + (latin.length - 2));
        byte[] wide = ("{" + REQUIRED + "}").getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> CloudEventJson.parse(wide, 0, wide.length)).isInstanceOf(InvalidEventException.class);
        byte[] mark = ("\uFEFF{" + REQUIRED + "}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CloudEventJson.parse(mark, 0, mark.length)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void boundsHowDeepDataNests() {
        String deepest = "[".repeat(Json.MAX_DATA_DEPTH) + "]".repeat(Json.MAX_DATA_DEPTH);
        assertThat(parse("{" + REQUIRED + ",\"data\":" + deepest + "}").data()).isEqualTo(Payload.ofText(deepest));
        String[] deeper = {"[" + deepest + "]", "[".repeat(1_000_000), "{\"a\":".repeat(500_000)};
        for (String data : deeper) {
            assertThatThrownBy(() -> parse("{" + REQUIRED + ",\"data\":" + data + "}"))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("attribute 'data': nested deeper than 1000 levels, or made to overload a reader");
        }
    }

    @Test
    void boundsHowManyAttributesItKeeps() {
        StringBuilder line = new StringBuilder("{" + REQUIRED);
        for (int i = 0; i < 100_000; i++) {
            line.append(",\"x").append(i).append("\":null");
        }
        assertThatThrownBy(() -> parse(line + "}")).hasMessage("event has more than 64 extension attributes");
    }

    /** Whatever is done to a line, it is read as an event or refused in one clean line. */
    @Test
    void survivesDamage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomEvents events = new RandomEvents(random);
        for (int round = 0; round < 20_000; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            EventLineWriter writer = new EventLineWriter(LineFormat.CLOUDEVENTS, out);
            try {
                writer.write(events.next());
                writer.flush();
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
            byte[] line = out.toByteArray();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                line[random.nextInt(line.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[],:\"\\0e-. n".charAt(random.nextInt(14));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(line.length + 1) : line.length;
            try {
                CloudEventJson.parse(line, 0, length);
            } catch (InvalidEventException e) {
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .isNotBlank()
                        .doesNotContain("\n", "\r", "Jackson", "JsonRead", "Stream", "Source:", "Feature", "[Source")
                        .hasSizeLessThan(600);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + new String(line, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static Event parse(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return CloudEventJson.parse(bytes, 0, bytes.length);
    }
}
