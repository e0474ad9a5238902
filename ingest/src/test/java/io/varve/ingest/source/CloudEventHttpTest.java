package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events as they come over HTTP: in headers, as batches, as lines. */
class CloudEventHttpTest {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"subject\":\"a\",\"type\":\"T\",\"data\": [ 1.0 ]}";

    private static Map<String, String> headers(String... more) {
        Map<String, String> headers =
                new HashMap<>(Map.of("specversion", "1.0", "id", "1", "source", "/s", "subject", "a", "type", "T"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private static Event binary(Map<String, String> headers, String contentType, String data) {
        return CloudEventJson.parseBinary(headers, contentType, data.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "Euro%20%E2%82%AC%20%F0%9F%98%80, Euro € 😀",
                "%25, %",
                "%7E~, ~~",
                "\"quoted \\\"text\\\\\", quoted \"text\\",
                "a\"b, a\"b",
            })
    void decodesHeadersAsTheBindingSays(String header, String value) {
        assertThat(binary(headers("subject", header), "text/plain", "x")
                        .subject()
                        .value())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"a%, two hexadecimal digits", "a%4, two hexadecimal digits", "%80, not UTF-8", "é, percent-encoded"})
    void namesTheHeaderThatIsNotDecodable(String header, String why) {
        assertThatThrownBy(() -> binary(headers("subject", header), "text/plain", "x"))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("header 'ce-subject' ")
                .hasMessageContaining(why);
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThatThrownBy(() -> binary(headers("subject", "\"open"), "text/plain", "x"))
                .hasMessageContaining("begins with a quote that does not end it");
    }

    @Test
    void theBodyIsTheDataAndItsTypeThatOfTheData() {
        Event event =
                binary(headers("time", "2026-01-01T00:00:00Z", "count", "5"), "application/json", "{ \"a\" : 1 }");
        assertThat(String.valueOf(event.data())).isEqualTo("{ \"a\" : 1 }");
        assertThat(event.dataContentType()).isEqualTo("application/json");
        assertThat(event.extensions()).as("the text 5, not the number").containsEntry("count", "\"5");
        assertThat(binary(headers(), "text/plain", "").data()).isNull();
        assertThatThrownBy(() -> binary(headers(), "application/json", "{")).hasMessageContaining("is not JSON");
    }

    @Test
    void aBatchIsTakenApartWithoutTouchingItsData() {
        String batch = " [ " + String.format(EVENT, "1") + " ,\n" + String.format(EVENT, "2") + " ] ";
        assertThat(CloudEventJson.parseBatch(batch.getBytes(StandardCharsets.UTF_8)))
                .extracting(event -> event.id() + String.valueOf(event.data()))
                .containsExactly("1[ 1.0 ]", "2[ 1.0 ]");
        assertThat(CloudEventJson.parseBatch("[]".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | a batch must be a JSON array of events",
                "[1] | event 0 of the batch must be a JSON object",
                "[{}] | event 0 of the batch: attribute 'id' is missing",
                "[] [] | more text after the batch",
                "[ | the batch: malformed JSON",
                "[] x | the batch: malformed JSON",
            })
    void aBatchThatIsNoneIsRefused(String batch, String why) {
        assertThatThrownBy(() -> CloudEventJson.parseBatch(batch.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void linesAreCountedAndABadOneIsPassedOver() throws IOException {
        String text = String.format(EVENT, "1") + "\r\n\n  \nbad\n" + String.format(EVENT, "2");
        EventLines lines = new EventLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1_000);
        assertThat(lines.line()).isZero();
        assertThat(lines.next()).isTrue();
        assertThat(lines.event().id()).isEqualTo("1");
        assertThatThrownBy(lines::next).isInstanceOf(InvalidEventException.class);
        assertThat(lines.line()).isEqualTo(4);
        assertThat(lines.next()).isTrue();
        assertThat(lines.line()).isEqualTo(5);
        assertThat(lines.bytes()).isEqualTo(String.format(EVENT, "2").length());
        assertThat(lines.next()).isFalse();
    }
}
