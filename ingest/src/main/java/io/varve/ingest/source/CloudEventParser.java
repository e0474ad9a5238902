package io.varve.ingest.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.ExtensionLiteral;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.text.Quoted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of one event, one after the other, and puts the event together at the end. */
final class CloudEventParser {

    /** The core attributes and as many extensions as an event may have: what a hostile line can make us keep. */
    private static final int MOST_ATTRIBUTES = EventRules.MAX_EXTENSIONS + 10;

    private final byte[] line;
    private final int offset;
    private final JsonParser parser;

    private final Set<String> seen = new HashSet<>(16);
    private final SortedMap<String, String> extensions = new TreeMap<>();
    private @Nullable String id;
    private @Nullable String source;
    private @Nullable String type;
    private @Nullable String subject;
    private @Nullable String time;
    private @Nullable String dataContentType;
    private @Nullable String dataSchema;
    private @Nullable String dataBase64;
    private int dataStart = -1;
    private int dataEnd;
    private boolean dataIsString;

    private CloudEventParser(byte[] line, int offset, JsonParser parser) {
        this.line = line;
        this.offset = offset;
        this.parser = parser;
    }

    static Event parse(byte[] line, int offset, int length, @Nullable String subjectOtherwise) {
        int invalid = Utf8.firstInvalid(line, offset, length);
        if (invalid >= 0) {
            throw new InvalidEventException("invalid UTF-8 at column " + (invalid - offset + 1));
        }
        try (JsonParser parser = Json.envelope(line, offset, length)) {
            CloudEventParser reading = new CloudEventParser(line, offset, parser);
            return reading.event(subjectOtherwise);
        } catch (IOException e) {
            // of bytes in memory: the parser is already closed, and its close cannot fail
            throw new InvalidEventException(Json.reason(e));
        }
    }

    private Event event(@Nullable String subjectOtherwise) throws IOException {
        try {
            object();
        } catch (IOException e) {
            String name = currentAttribute();
            throw new InvalidEventException(
                    (name == null ? "" : "attribute " + Quoted.of(name) + ": ") + Json.reason(e));
        }
        return new Event(
                required("id", id),
                required("source", source),
                new AggregateId(required("subject", subject == null ? subjectOtherwise : subject)),
                required("type", type),
                time == null ? null : time(time),
                dataContentType,
                dataSchema,
                data(),
                extensions);
    }

    /** The attribute in whose value, however deep, the parser stands. */
    private @Nullable String currentAttribute() {
        JsonStreamContext context = parser.getParsingContext();
        while (!context.inRoot() && !context.getParent().inRoot()) {
            context = context.getParent();
        }
        return context.getCurrentName();
    }

    private void object() throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new InvalidEventException(
                    "an event must be a JSON object, this is " + (first == null ? "nothing" : kind(first)));
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (!seen.add(name)) {
                throw new InvalidEventException("attribute " + Quoted.of(name) + " is given twice");
            }
            JsonToken value = parser.nextToken();
            if (value != JsonToken.VALUE_NULL) {
                attribute(name, value);
            }
            if (seen.size() > MOST_ATTRIBUTES) {
                throw new InvalidEventException(
                        "event has more than " + EventRules.MAX_EXTENSIONS + " extension attributes");
            }
        }
        if (parser.nextToken() != null) {
            throw new InvalidEventException("more text after the event, at column "
                    + (parser.currentTokenLocation().getByteOffset() + 1));
        }
    }

    private void attribute(String name, JsonToken value) throws IOException {
        switch (name) {
            case "specversion" -> {
                String version = text(name, value);
                if (!version.equals("1.0")) {
                    throw new InvalidEventException(
                            "attribute 'specversion' is " + Quoted.of(version) + ", must be '1.0'");
                }
            }
            case "id" -> id = text(name, value);
            case "source" -> source = text(name, value);
            case "type" -> type = text(name, value);
            case "subject" -> subject = text(name, value);
            case "time" -> time = text(name, value);
            case "datacontenttype" -> dataContentType = text(name, value);
            case "dataschema" -> dataSchema = text(name, value);
            case "data_base64" -> dataBase64 = text(name, value);
            case "data" -> slice(value);
            default -> {
                String literal = extension(name, value);
                if (!EventRules.PLACE_NAMES.contains(name)) {
                    extensions.put(name, literal);
                }
            }
        }
    }

    private String text(String name, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw new InvalidEventException("attribute '" + name + "' must be a string, it is " + kind(value));
        }
        return parser.getText();
    }

    private void slice(JsonToken value) throws IOException {
        dataStart = offset + (int) parser.currentTokenLocation().getByteOffset();
        dataIsString = value == JsonToken.VALUE_STRING;
        if (value.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        dataEnd = offset + (int) parser.currentLocation().getByteOffset();
    }

    private String extension(String name, JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_STRING -> ExtensionLiteral.ofString(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> ExtensionLiteral.ofBoolean(value == JsonToken.VALUE_TRUE);
            case VALUE_NUMBER_INT -> ExtensionLiteral.ofInteger(integer(name));
            default ->
                throw new InvalidEventException("extension attribute " + Quoted.of(name)
                        + " must be a string, an integer or a boolean, it is " + kind(value));
        };
    }

    private int integer(String name) throws IOException {
        if (parser.getTextLength() <= "-2147483648".length()) {
            long value = Long.parseLong(parser.getText());
            if (value == (int) value) {
                return (int) value;
            }
        }
        throw new InvalidEventException("extension attribute " + Quoted.of(name) + " is the integer "
                + Quoted.plain(parser.getText(), 24) + ", at most 32 bits are allowed (give it as a string)");
    }

    private @Nullable Payload data() throws IOException {
        if (dataBase64 != null) {
            if (dataStart >= 0) {
                throw new InvalidEventException("both 'data' and 'data_base64' are given, only one may be");
            }
            try {
                return Payload.of(Base64.getDecoder().decode(dataBase64));
            } catch (IllegalArgumentException e) {
                throw new InvalidEventException("attribute 'data_base64' is not Base64");
            }
        }
        if (dataStart < 0) {
            return null;
        }
        if (!dataIsString || ContentTypes.isJson(dataContentType)) {
            return Payload.of(Arrays.copyOfRange(line, dataStart, dataEnd));
        }
        try (JsonParser string = Json.value(line, dataStart, dataEnd - dataStart)) {
            string.nextToken();
            String text = string.getText();
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new InvalidEventException("attribute 'data' holds half a surrogate pair, so it is no text");
            }
            return Payload.of(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static EventTime time(String text) {
        try {
            return TimeText.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidEventException("attribute 'time' is " + Quoted.of(text)
                    + ", must be a time of RFC 3339 such as 2026-01-31T09:30:00Z");
        }
    }

    private static String required(String name, @Nullable String value) {
        if (value == null) {
            throw new InvalidEventException("attribute '" + name + "' is missing");
        }
        return value;
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.name().toLowerCase(Locale.ROOT);
        };
    }
}
