package io.varve.query.sql.select;

import static io.varve.query.sql.select.JsonTree.list;
import static io.varve.query.sql.select.JsonTree.map;
import static io.varve.query.sql.select.JsonTree.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a SELECT to its tables: what it may read from is listed here, and all else is refused. DuckDB is confined as
 * well; this keeps even the files that it must open out of reach of a query.
 */
final class Refusals {

    private static final Set<String> FUNCTIONS =
            Set.of("unnest", "range", "generate_series", "json_each", "json_tree", "repeat");
    private static final Set<String> SOURCES = Set.of(
            "BASE_TABLE",
            "TABLE_FUNCTION",
            "JOIN",
            "SUBQUERY",
            "EMPTY",
            "EXPRESSION_LIST",
            "SHOW_REF",
            "PIVOT",
            "SELECT_NODE");

    private static final String TABLES = "events, and state_NAME of each projection";

    private final Set<String> named = new HashSet<>();

    private Refusals() {}

    /**
     * What the statement itself gives names to, in lower case.
     *
     * @throws IllegalArgumentException in words, if something in the tree may not be
     */
    static Set<String> check(Map<String, @Nullable Object> statement) {
        Refusals refusals = new Refusals();
        refusals.collect(statement);
        refusals.walk(statement);
        return refusals.named;
    }

    /** The names that the statement itself gives to queries. */
    private void collect(@Nullable Object value) {
        if (value instanceof Map) {
            for (Object entry : list(map(map(value).get("cte_map")).get("map"))) {
                named.add(lower(map(entry).get("key")));
            }
            map(value).values().forEach(this::collect);
        } else {
            list(value).forEach(this::collect);
        }
    }

    private void walk(@Nullable Object value) {
        if (value instanceof Map) {
            Map<String, @Nullable Object> node = map(value);
            if (text(node.get("class")).equals("PARAMETER")) {
                throw new IllegalArgumentException("a parameter such as ? has no value here");
            }
            if (node.containsKey("sample") && !node.containsKey("class")) {
                source(node);
            }
            node.values().forEach(this::walk);
        } else {
            list(value).forEach(this::walk);
        }
    }

    private void source(Map<String, @Nullable Object> node) {
        String type = text(node.get("type"));
        if (!SOURCES.contains(type)) {
            throw new IllegalArgumentException("a query may not read from " + type.toLowerCase(Locale.ROOT));
        }
        switch (type) {
            case "BASE_TABLE" -> {
                String table = text(node.get("table_name"));
                boolean plain = text(node.get("schema_name")).isEmpty()
                        && text(node.get("catalog_name")).isEmpty();
                if (!plain
                        || !(SelectStatement.isEvents(node)
                                || SelectStatement.isStates(node)
                                || named.contains(lower(table)))) {
                    throw new IllegalArgumentException("there is no table '" + table + "', only " + TABLES);
                }
            }
            case "TABLE_FUNCTION" -> {
                String function = lower(map(node.get("function")).get("function_name"));
                if (!FUNCTIONS.contains(function)) {
                    throw new IllegalArgumentException(
                            "a query may not read from " + function + "(): only from " + TABLES);
                }
            }
            case "SHOW_REF" -> {
                if (node.get("query") == null) {
                    throw new IllegalArgumentException(
                            "there are only " + TABLES + ": DESCRIBE events shows its columns");
                }
            }
            default -> {}
        }
    }

    private static String lower(@Nullable Object text) {
        return text(text).toLowerCase(Locale.ROOT);
    }
}
