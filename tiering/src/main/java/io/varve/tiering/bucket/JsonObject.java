package io.varve.tiering.bucket;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object in memory: texts, whole numbers, objects and arrays of objects. */
final class JsonObject {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    private JsonObject() {}

    /** @throws IllegalArgumentException if it is anything else */
    static JsonObject parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            if (value(parser) instanceof JsonObject object && parser.nextToken() == null) {
                return object;
            }
            throw new IllegalArgumentException("not a JSON object");
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            JsonObject object = new JsonObject();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                object.fields.put(name, value(parser));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonObject> objects = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (!(value(parser) instanceof JsonObject object)) {
                    throw new IllegalArgumentException("an array holds something else than objects");
                }
                objects.add(object);
            }
            return objects;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    Set<String> names() {
        return fields.keySet();
    }

    long number(String name) {
        if (fields.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("field " + name + " is not a number");
    }

    String text(String name) {
        String text = textOrNull(name);
        if (text == null) {
            throw new IllegalArgumentException("field " + name + " is absent");
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("field " + name + " is not a text");
    }

    JsonObject object(String name) {
        if (fields.get(name) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("field " + name + " is not an object");
    }

    List<JsonObject> objects(String name) {
        if (fields.get(name) instanceof List<?> list) {
            return list.stream().map(JsonObject.class::cast).toList();
        }
        throw new IllegalArgumentException("field " + name + " is not an array");
    }
}
