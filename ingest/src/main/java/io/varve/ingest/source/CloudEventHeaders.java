package io.varve.ingest.source;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.text.Quoted;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts an event together of headers and a body. All that stands in a header is text, so an extension becomes a string
 * whatever type it had.
 */
final class CloudEventHeaders {

    private static final int PERCENT_ENCODED_CHARS = 3;
    private static final int HEX = 16;

    private final Map<String, String> left = new TreeMap<>();

    private CloudEventHeaders(Map<String, String> headers) {
        headers.forEach((name, value) -> left.put(name, decoded(name, value)));
    }

    static Event parse(Map<String, String> headers, @Nullable String contentType, byte[] data) {
        return new CloudEventHeaders(headers).event(contentType, data);
    }

    private Event event(@Nullable String contentType, byte[] data) {
        String version = required("specversion");
        if (!version.equals("1.0")) {
            throw new InvalidEventException("header 'ce-specversion' is " + Quoted.of(version) + ", must be '1.0'");
        }
        Payload payload = data.length == 0 ? null : Payload.of(data);
        String flaw = payload == null ? null : CloudEventJson.flaw(contentType, payload);
        if (flaw != null) {
            throw new InvalidEventException(
                    "the body is not JSON: " + flaw + " (the header Content-Type names another type)");
        }
        String id = required("id");
        String source = required("source");
        String subject = required("subject");
        String type = required("type");
        String time = left.remove("time");
        String dataSchema = left.remove("dataschema");
        SortedMap<String, String> extensions = new TreeMap<>();
        left.forEach((name, value) -> extensions.put(name, ExtensionLiteral.ofString(value)));
        return new Event(
                id,
                source,
                new AggregateId(subject),
                type,
                time == null ? null : CloudEventParser.time(time),
                contentType,
                dataSchema,
                payload,
                extensions);
    }

    private String required(String name) {
        String value = left.remove(name);
        if (value == null) {
            throw new InvalidEventException("header 'ce-" + name + "' is missing");
        }
        return value;
    }

    /** The text of a header's value: unquoted if it stands in quotes, then percent-decoded as UTF-8. */
    private static String decoded(String name, String value) {
        String text = unquoted(name, value);
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7E) {
                throw refusal(name, "holds characters outside of ASCII: they must be percent-encoded as UTF-8");
            }
            if (c == '%') {
                utf8.write(hexadecimal(name, text, i));
                i += PERCENT_ENCODED_CHARS - 1;
            } else {
                utf8.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal(name, "is not UTF-8 when it is percent-decoded");
        }
    }

    private static int hexadecimal(String name, String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), HEX) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), HEX) : -1;
        if (high < 0 || low < 0) {
            throw refusal(
                    name, "has a % at index " + at + " that two hexadecimal digits must follow (%25 is a percent)");
        }
        return high * HEX + low;
    }

    private static String unquoted(String name, String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        int i = 1;
        for (; i < value.length() && value.charAt(i) != '"'; i++) {
            if (value.charAt(i) == '\\') {
                i++;
            }
            if (i < value.length()) {
                text.append(value.charAt(i));
            }
        }
        if (i != value.length() - 1) {
            throw refusal(name, "begins with a quote that does not end it");
        }
        return text.toString();
    }

    private static InvalidEventException refusal(String name, String why) {
        return new InvalidEventException("header " + Quoted.of("ce-" + name) + " " + why);
    }
}
