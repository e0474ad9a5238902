package io.varve.server.client.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of an answer in JSON. What is asked for and is not there, or is something else, ends in a
 * {@link ServerException}: the answer is not what this program knows.
 */
final class JsonValue {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final @Nullable Object value;
    private final byte[] source;
    private final int start;
    private final int end;

    private JsonValue(@Nullable Object value, byte[] source, int start, int end) {
        this.value = value;
        this.source = source;
        this.start = start;
        this.end = end;
    }

    /** @throws IOException if it is not one JSON value */
    static JsonValue parse(byte[] utf8) throws IOException {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() == null) {
                throw new IOException("nothing where JSON was expected");
            }
            JsonValue value = read(parser, utf8);
            if (parser.nextToken() != null) {
                throw new IOException("more than one JSON value");
            }
            return value;
        }
    }

    private static JsonValue read(JsonParser parser, byte[] source) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        Object value = value(parser, source);
        parser.finishToken();
        return new JsonValue(
                value, source, start, (int) parser.currentLocation().getByteOffset());
    }

    private static @Nullable Object value(JsonParser parser, byte[] source) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    members.put(name, read(parser, source));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<JsonValue> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser, source));
                }
                yield elements;
            }
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getBigIntegerValue()
                        : (Object) parser.getLongValue();
            default -> parser.getText();
        };
    }

    private @Nullable JsonValue member(String name) {
        if (value instanceof Map<?, ?> members) {
            return (JsonValue) members.get(name);
        }
        throw unknown(name);
    }

    private <T> @Nullable T member(String name, Class<T> type) {
        JsonValue member = member(name);
        if (member == null || member.value == null) {
            return null;
        }
        if (!type.isInstance(member.value)) {
            throw unknown(name);
        }
        return type.cast(member.value);
    }

    private static ServerException unknown(String name) {
        return new ServerException(
                "the server's answer has no '" + name + "' that this program knows: is it another version of Varve?");
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw unknown(name);
        }
        return value;
    }

    /** What {@code parse} makes of the text; null if there is none. */
    <T> @Nullable T parsedOrNull(String name, Function<String, T> parse) {
        String text = textOrNull(name);
        try {
            return text == null ? null : parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unknown(name);
        }
    }

    <T> T parsed(String name, Function<String, T> parse) {
        return required(name, parsedOrNull(name, parse));
    }

    @Nullable
    String textOrNull(String name) {
        return member(name, String.class);
    }

    String text(String name) {
        return required(name, textOrNull(name));
    }

    @Nullable
    Long numberOrNull(String name) {
        return member(name, Long.class);
    }

    long number(String name) {
        return required(name, numberOrNull(name));
    }

    double decimal(String name) {
        return required(name, member(name, Number.class)).doubleValue();
    }

    boolean flag(String name) {
        return required(name, member(name, Boolean.class));
    }

    @Nullable
    Instant instantOrNull(String name) {
        return parsedOrNull(name, Instant::parse);
    }

    Instant instant(String name) {
        return required(name, instantOrNull(name));
    }

    /** The object of this name; null if there is none. */
    @Nullable
    JsonValue objectOrNull(String name) {
        JsonValue member = member(name);
        return member == null || member.value == null ? null : member;
    }

    JsonValue object(String name) {
        return required(name, objectOrNull(name));
    }

    /** What {@code element} makes of each element of the array. */
    <T> List<T> list(String name, Function<JsonValue, T> element) {
        List<?> elements = required(name, member(name, List.class));
        return elements.stream().map(each -> element.apply((JsonValue) each)).toList();
    }

    /** The texts of the array. */
    List<String> texts(String name) {
        return list(name, each -> {
            if (each.value instanceof String text) {
                return text;
            }
            throw unknown(name);
        });
    }

    /** The member as it was sent, byte for byte. */
    byte[] raw(String name) {
        JsonValue member = required(name, member(name));
        return Arrays.copyOfRange(member.source, member.start, member.end);
    }
}
