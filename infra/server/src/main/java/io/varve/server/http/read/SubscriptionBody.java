package io.varve.server.http.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.javalin.http.Context;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Query;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of a small JSON object: whole numbers, texts and lists of texts. An unknown one is refused. */
final class SubscriptionBody {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Object> fields;

    private SubscriptionBody(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Reads the body; none is an object without fields. */
    static SubscriptionBody of(Context context, String... known) {
        byte[] body = context.bodyAsBytes();
        if (body.length == 0) {
            return new SubscriptionBody(Map.of());
        }
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("the body must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (!List.of(known).contains(name)) {
                    throw bad("field '" + name + "' of the body is unknown: there are " + String.join(", ", known));
                }
                parser.nextToken();
                fields.put(name, value(name, parser));
            }
            if (parser.nextToken() != null) {
                throw bad("the body must be one JSON object and nothing behind it");
            }
        } catch (IOException e) {
            throw bad("the body is not JSON: " + e.getMessage());
        }
        return new SubscriptionBody(fields);
    }

    private static Object value(String name, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        if (token == JsonToken.START_ARRAY) {
            Set<String> texts = new TreeSet<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_STRING) {
                    throw bad("field '" + name + "' of the body must hold texts alone");
                }
                texts.add(parser.getText());
            }
            return texts;
        }
        throw bad("field '" + name + "' of the body must be a whole number, a text or a list of texts");
    }

    /** A whole number of 0 or more; null if the field is absent. */
    @Nullable
    Long number(String name) {
        Object value = fields.get(name);
        if (value == null || (value instanceof Long number && number >= 0)) {
            return (Long) value;
        }
        throw Query.refusal(name, "field '" + name + "' of the body must be a whole number of 0 or more");
    }

    /** The number, which must be there. */
    long required(String name) {
        Long number = number(name);
        if (number == null) {
            throw Query.refusal(name, "field '" + name + "' is missing in the body: a whole number of 0 or more");
        }
        return number;
    }

    /** A text; null if the field is absent. */
    @Nullable
    String text(String name) {
        Object value = fields.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw Query.refusal(name, "field '" + name + "' of the body must be a text");
    }

    /** Texts; none if the field is absent. */
    Set<String> texts(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return Set.of();
        }
        if (value instanceof Set<?> texts) {
            Set<String> copy = new TreeSet<>();
            texts.forEach(text -> copy.add((String) text));
            return copy;
        }
        throw Query.refusal(name, "field '" + name + "' of the body must be a list of texts");
    }

    private static ProblemException bad(String detail) {
        return Problem.of(ProblemType.BAD_REQUEST, detail.lines().findFirst().orElse(detail))
                .exception();
    }
}
