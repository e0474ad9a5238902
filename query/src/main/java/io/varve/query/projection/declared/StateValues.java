package io.varve.query.projection.declared;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes what an expression gave into a value that a state can keep, or says why it cannot. For one value. */
final class StateValues {

    /** The most characters in one field, with {@value #NODE_CHARS} for each value that is in it. */
    static final int MAX_CHARS = 1 << 18;

    static final int MAX_DEPTH = 32;
    private static final int NODE_CHARS = 8;

    private int chars;

    private StateValues() {}

    /** @throws ExpressionException if it has no place in JSON, or is too large */
    static Object of(Object given) {
        if (given instanceof Double number) {
            return finite(number);
        }
        return new StateValues().value(given, 0);
    }

    private Object value(Object given, int depth) {
        count(NODE_CHARS);
        if (depth > MAX_DEPTH) {
            throw new ExpressionException("gives a value nested deeper than " + MAX_DEPTH + " levels");
        }
        if (given instanceof Double number) {
            return finite(number);
        }
        if (given instanceof Number number) {
            return number.doubleValue();
        }
        if (given instanceof String text) {
            count(text.length());
            return text;
        }
        if (given instanceof Boolean || given == JsonValues.NULL) {
            return given;
        }
        if (given instanceof Instant time) {
            return time.toString();
        }
        if (given instanceof List<?> list) {
            return list(list, depth);
        }
        if (given instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        throw new ExpressionException("gives a " + typeOf(given) + ", which JSON does not have");
    }

    private static Double finite(Double number) {
        if (number.isNaN() || number.isInfinite()) {
            throw new ExpressionException("gives " + number + ", which is not a number in JSON");
        }
        return number;
    }

    private List<Object> list(List<?> given, int depth) {
        List<Object> list = new ArrayList<>(given.size());
        for (Object each : given) {
            list.add(value(each, depth + 1));
        }
        return Collections.unmodifiableList(list);
    }

    /** Keys in their order: where a map came from must not show. */
    private Map<String, Object> map(Map<?, ?> given, int depth) {
        Map<String, Object> map = new TreeMap<>();
        for (Map.Entry<?, ?> each : given.entrySet()) {
            if (!(each.getKey() instanceof String key)) {
                throw new ExpressionException("gives a map with the key " + each.getKey() + ", keys must be texts");
            }
            count(key.length());
            map.put(key, value(each.getValue(), depth + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private void count(int more) {
        chars += more;
        if (chars > MAX_CHARS) {
            throw new ExpressionException("gives a value of more than " + MAX_CHARS + " characters");
        }
    }

    private static String typeOf(Object given) {
        return given instanceof Duration ? "duration" : given.getClass().getSimpleName();
    }
}
