package io.varve.query.sql.select;

import static io.varve.query.sql.select.JsonTree.list;
import static io.varve.query.sql.select.JsonTree.map;
import static io.varve.query.sql.select.JsonTree.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the WHERE of a SELECT from events into a condition on places, which is false only for a place that holds no row
 * that the WHERE lets through. A column that grows along the log is replaced by its least or greatest value there:
 * {@code recordedAt >= x} becomes {@code recordedAt_max >= x}. DuckDB compares, so all types and casts mean in it what
 * they mean in the query. Whatever is not known for certain is left out; null stands for a condition of which nothing
 * is known.
 */
final class PlaceCondition {

    private static final Set<String> BOUNDED = Set.of("position", "recordedat", "time");
    private static final Set<String> COLUMNS = Set.of(
            "position",
            "id",
            "source",
            "subject",
            "version",
            "type",
            "time",
            "recordedat",
            "data",
            "datacontenttype",
            "dataschema",
            "extensions",
            "data_bytes");

    /** Casts to these keep the order of numbers and of times. */
    private static final Set<String> ORDERED_TYPES = Set.of(
            "DATE",
            "TIMESTAMP",
            "TIMESTAMPTZ",
            "TIMESTAMP WITH TIME ZONE",
            "BIGINT",
            "INTEGER",
            "INT",
            "DOUBLE",
            "HUGEINT");

    /** What gives the same value for all rows of a query, and never a text. */
    private static final Set<String> CONSTANT_FUNCTIONS = Set.of(
            "+",
            "-",
            "now",
            "trunc",
            "to_days",
            "to_hours",
            "to_minutes",
            "to_seconds",
            "to_weeks",
            "to_months",
            "to_years");

    private static final Map<String, String> MIRRORED = Map.of(
            "COMPARE_EQUAL", "COMPARE_EQUAL",
            "COMPARE_GREATERTHAN", "COMPARE_LESSTHAN",
            "COMPARE_GREATERTHANOREQUALTO", "COMPARE_LESSTHANOREQUALTO",
            "COMPARE_LESSTHAN", "COMPARE_GREATERTHAN",
            "COMPARE_LESSTHANOREQUALTO", "COMPARE_GREATERTHANOREQUALTO");

    private final String alias;

    private PlaceCondition(String alias) {
        this.alias = alias;
    }

    /** @param select a SELECT whose FROM is the table events */
    static @Nullable Map<String, @Nullable Object> of(Map<String, @Nullable Object> select) {
        Map<String, @Nullable Object> from = map(select.get("from_table"));
        String alias = text(from.get("alias")).isEmpty() ? SelectStatement.EVENTS : text(from.get("alias"));
        boolean isPlain = from.get("sample") == null
                && from.get("at_clause") == null
                && select.get("sample") == null
                && list(from.get("column_name_alias")).isEmpty()
                && !COLUMNS.contains(alias.toLowerCase(Locale.ROOT));
        for (Object each : list(select.get("select_list"))) {
            // A WHERE may name an alias of the select list.
            isPlain &= !BOUNDED.contains(text(map(each).get("alias")).toLowerCase(Locale.ROOT));
        }
        return isPlain ? new PlaceCondition(alias).condition(map(select.get("where_clause"))) : null;
    }

    /** One of the conditions must hold. */
    static Map<String, @Nullable Object> any(List<@Nullable Object> conditions) {
        return conjunction("CONJUNCTION_OR", conditions);
    }

    private @Nullable Map<String, @Nullable Object> condition(Map<String, @Nullable Object> node) {
        return switch (text(node.get("type"))) {
            case "CONJUNCTION_AND" -> and(list(node.get("children")));
            case "CONJUNCTION_OR" -> or(list(node.get("children")));
            case "COMPARE_BETWEEN" -> between(node);
            case "COMPARE_IN" -> in(list(node.get("children")));
            default -> MIRRORED.containsKey(text(node.get("type"))) ? comparison(node) : null;
        };
    }

    private @Nullable Map<String, @Nullable Object> and(List<@Nullable Object> children) {
        List<@Nullable Object> known = new ArrayList<>();
        for (Object child : children) {
            Map<String, @Nullable Object> condition = condition(map(child));
            if (condition != null) {
                known.add(condition);
            }
        }
        return known.isEmpty() ? null : conjunction("CONJUNCTION_AND", known);
    }

    private @Nullable Map<String, @Nullable Object> or(List<@Nullable Object> children) {
        List<@Nullable Object> known = new ArrayList<>();
        for (Object child : children) {
            Map<String, @Nullable Object> condition = condition(map(child));
            if (condition == null) {
                return null;
            }
            known.add(condition);
        }
        return known.isEmpty() ? null : any(known);
    }

    private @Nullable Map<String, @Nullable Object> comparison(Map<String, @Nullable Object> node) {
        Map<String, @Nullable Object> left = map(node.get("left"));
        Map<String, @Nullable Object> right = map(node.get("right"));
        String type = text(node.get("type"));
        if (isBounded(left) && isConstant(right)) {
            return bound(left, type, right);
        }
        if (isBounded(right) && isConstant(left)) {
            return bound(right, MIRRORED.getOrDefault(type, type), left);
        }
        return null;
    }

    private @Nullable Map<String, @Nullable Object> between(Map<String, @Nullable Object> node) {
        Map<String, @Nullable Object> input = map(node.get("input"));
        Map<String, @Nullable Object> lower = map(node.get("lower"));
        Map<String, @Nullable Object> upper = map(node.get("upper"));
        if (!isBounded(input) || !isConstant(lower) || !isConstant(upper)) {
            return null;
        }
        return conjunction(
                "CONJUNCTION_AND",
                List.of(
                        bound(input, "COMPARE_GREATERTHANOREQUALTO", lower),
                        bound(input, "COMPARE_LESSTHANOREQUALTO", upper)));
    }

    private @Nullable Map<String, @Nullable Object> in(List<@Nullable Object> children) {
        Map<String, @Nullable Object> input = children.isEmpty() ? Map.of() : map(children.get(0));
        List<@Nullable Object> values = children.subList(Math.min(1, children.size()), children.size());
        if (!isBounded(input) || values.isEmpty() || !values.stream().allMatch(value -> isLiteral(map(value)))) {
            return null;
        }
        List<@Nullable Object> each = new ArrayList<>();
        values.forEach(value -> each.add(bound(input, "COMPARE_EQUAL", map(value))));
        return any(each);
    }

    private Map<String, @Nullable Object> bound(
            Map<String, @Nullable Object> column, String type, Map<String, @Nullable Object> value) {
        return switch (type) {
            case "COMPARE_GREATERTHAN", "COMPARE_GREATERTHANOREQUALTO" -> compare(type, at(column, "_max"), value);
            case "COMPARE_LESSTHAN", "COMPARE_LESSTHANOREQUALTO" -> compare(type, at(column, "_min"), value);
            default ->
                conjunction(
                        "CONJUNCTION_AND",
                        List.of(
                                compare("COMPARE_GREATERTHANOREQUALTO", at(column, "_max"), value),
                                compare("COMPARE_LESSTHANOREQUALTO", at(column, "_min"), value)));
        };
    }

    /** A column that grows with what the place is known by, or a cast of one that keeps the order. */
    private boolean isBounded(Map<String, @Nullable Object> node) {
        if (text(node.get("type")).equals("OPERATOR_CAST")) {
            return isOrderedCast(node)
                    && text(map(node.get("child")).get("type")).equals("COLUMN_REF")
                    && isBounded(map(node.get("child")));
        }
        if (!text(node.get("type")).equals("COLUMN_REF")) {
            return false;
        }
        List<@Nullable Object> names = list(node.get("column_names"));
        boolean isOurs =
                names.size() == 1 || (names.size() == 2 && text(names.get(0)).equalsIgnoreCase(alias));
        return isOurs && BOUNDED.contains(text(names.get(names.size() - 1)).toLowerCase(Locale.ROOT));
    }

    private static boolean isConstant(Map<String, @Nullable Object> node) {
        return switch (text(node.get("type"))) {
            case "VALUE_CONSTANT" -> true;
            case "OPERATOR_CAST" -> isOrderedCast(node) && isConstant(map(node.get("child")));
            case "FUNCTION" ->
                CONSTANT_FUNCTIONS.contains(text(node.get("function_name")))
                        && text(node.get("schema")).isEmpty()
                        && list(node.get("arguments")).stream()
                                .allMatch(
                                        argument -> isConstant(map(map(argument).get("expression"))));
            default -> false;
        };
    }

    /** In an IN all values get one type: only those that say theirs are taken. */
    private static boolean isLiteral(Map<String, @Nullable Object> node) {
        return text(node.get("type")).equals("VALUE_CONSTANT")
                && text(map(node.get("literal")).get("kind")).equals("INTEGER");
    }

    private static boolean isOrderedCast(Map<String, @Nullable Object> node) {
        Map<String, @Nullable Object> type = map(node.get("type_expr"));
        return Boolean.FALSE.equals(node.get("try_cast"))
                && list(type.get("children")).isEmpty()
                && ORDERED_TYPES.contains(text(type.get("type_name")).toUpperCase(Locale.ROOT));
    }

    private static Map<String, @Nullable Object> at(Map<String, @Nullable Object> node, String end) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(node);
        if (node.containsKey("child")) {
            copy.put("child", at(map(node.get("child")), end));
        } else {
            List<@Nullable Object> names = list(node.get("column_names"));
            copy.put("column_names", List.of(text(names.get(names.size() - 1)) + end));
        }
        return copy;
    }

    private static Map<String, @Nullable Object> compare(
            String type, Map<String, @Nullable Object> left, Map<String, @Nullable Object> right) {
        Map<String, @Nullable Object> node = expression("COMPARISON", type);
        node.put("left", left);
        node.put("right", right);
        return node;
    }

    private static Map<String, @Nullable Object> conjunction(String type, List<? extends @Nullable Object> children) {
        Map<String, @Nullable Object> node = expression("CONJUNCTION", type);
        node.put("children", children);
        return node;
    }

    private static Map<String, @Nullable Object> expression(String kind, String type) {
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        node.put("class", kind);
        node.put("type", type);
        node.put("alias", "");
        return node;
    }
}
