package io.varve.server.http.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.javalin.http.Context;
import io.varve.ingest.text.Nearest;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.report.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that asks for work: one JSON object of strings, booleans, numbers and lists of strings; no body
 * is an empty object. A member that is not known is refused at once, a value that cannot be when it is asked for.
 */
public final class JsonObject {

    /** The attribute of a request under which the text of its object stands, for who keeps a record of it. */
    public static final String ATTRIBUTE = "varve.json";

    private static final int MAX_BYTES = 1 << 16;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** @param known all members that it may have */
    public static JsonObject of(Context context, String... known) throws IOException {
        byte[] body = Bodies.whole(context, MAX_BYTES);
        if (body.length == 0) {
            return new JsonObject(Map.of());
        }
        if (!"application/json".equals(Bodies.mediaType(context))) {
            throw Bodies.unsupported("this takes a JSON object", List.of("application/json"));
        }
        Bodies.requirePlainUtf8(context);
        Map<String, Object> members = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(body)) {
            read(parser, members, List.of(known));
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_REQUEST, "the body is not a JSON object: it cannot be read as JSON")
                    .exception();
        }
        context.attribute(ATTRIBUTE, new String(body, StandardCharsets.UTF_8));
        return new JsonObject(members);
    }

    private static void read(JsonParser parser, Map<String, Object> members, List<String> known) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Problem.of(ProblemType.BAD_REQUEST, "the body must be a JSON object")
                    .exception();
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (!known.contains(name)) {
                String nearest = Nearest.of(name, known);
                throw refusal(
                        name,
                        "is unknown: "
                                + (nearest == null
                                        ? "there are " + String.join(", ", known)
                                        : "did you mean '" + nearest + "'?"));
            }
            Object value = value(parser, name);
            if (members.put(name, value) != null) {
                throw refusal(name, "is given twice");
            }
        }
        if (parser.nextToken() != null) {
            throw Problem.of(ProblemType.BAD_REQUEST, "more text after the JSON object")
                    .exception();
        }
    }

    private static Object value(JsonParser parser, String name) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            List<String> texts = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_STRING) {
                    throw refusal(name, "must be a list of strings");
                }
                texts.add(parser.getText());
            }
            return texts;
        }
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw refusal(name, "must be a string, a number, a boolean or a list of strings");
        }
        return token.isBoolean() ? (Object) parser.getBooleanValue() : parser.getText();
    }

    /** The text of a string or a number; null if it is absent. */
    public @Nullable String text(String name) {
        Object value = members.get(name);
        if (value != null && !(value instanceof String)) {
            throw refusal(name, "must be a string");
        }
        return (String) value;
    }

    /** The text of a string or a number, which must be there. */
    public String required(String name) {
        String text = text(name);
        if (text == null) {
            throw refusal(name, "is missing");
        }
        return text;
    }

    /**
     * What {@code parse} makes of a text; null if it is absent.
     *
     * @param parse throws an IllegalArgumentException whose message names the text and says what it may be
     */
    public <T> @Nullable T value(String name, Function<String, T> parse) {
        String text = text(name);
        try {
            return text == null ? null : parse.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refusal(name, String.valueOf(e.getMessage()));
        }
    }

    /** The boolean; false if it is absent. */
    public boolean flag(String name) {
        Object value = members.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw refusal(name, "must be true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    /** What {@code parse} makes of each text of a list; none if it is absent. */
    public <T> List<T> list(String name, Function<String, T> parse) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> texts)) {
            throw refusal(name, "must be a list of strings");
        }
        try {
            return texts.stream().map(text -> parse.apply(String.valueOf(text))).toList();
        } catch (IllegalArgumentException e) {
            throw refusal(name, String.valueOf(e.getMessage()));
        }
    }

    /** Refuses a member for what it says. */
    public static ProblemException refusal(String name, String why) {
        String shown = Words.onOneLine(name.length() > 80 ? name.substring(0, 80) : name);
        return Problem.of(ProblemType.INVALID_PARAMETER, "member '" + shown + "': " + Words.onOneLine(why))
                .with("parameter", shown)
                .exception();
    }
}
