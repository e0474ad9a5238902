package io.varve.query.projection.declared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fields and the expressions that give their new values; all of them see what was before. Thread-safe. */
final class Assignments {

    private final String[] fields;
    private final Expression[] expressions;

    Assignments(Map<String, Expression> byField) {
        this.fields = byField.keySet().toArray(new String[0]);
        this.expressions = byField.values().toArray(new Expression[0]);
    }

    /** The fields, in the order of {@link #values}. */
    List<String> fields() {
        return List.of(fields);
    }

    /** The new values of the fields. */
    Object[] values(Variables variables) {
        Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            try {
                values[i] = expressions[i].value(variables);
            } catch (ExpressionException e) {
                throw new ExpressionException(expressions[i].where() + ": " + e.getMessage());
            }
        }
        return values;
    }

    /** As JSON: field to expression, in the order of the fields. */
    Map<String, Object> canonical() {
        Map<String, Object> canonical = new TreeMap<>();
        for (int i = 0; i < fields.length; i++) {
            canonical.put(fields[i], expressions[i].canonical());
        }
        return canonical;
    }

    /** Compiles the expressions of a mapping. */
    static Assignments compile(Map<String, YamlValue> members, Expressions expressions) {
        Map<String, Expression> byField = new LinkedHashMap<>();
        members.forEach((field, value) -> byField.put(field, expressions.compile(value)));
        return new Assignments(byField);
    }
}
