package io.varve.query.sql.select;

import static io.varve.query.sql.select.JsonTree.list;
import static io.varve.query.sql.select.JsonTree.map;
import static io.varve.query.sql.select.JsonTree.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** In the arguments of a source they wait before the statement runs, where nothing ends them. */
    private static final Set<String> WAITING = Set.of("sleep_ms", "pg_sleep");

    private static final String TABLES = "events, and state_NAME of each projection";

    private final Set<String> states = new TreeSet<>();

    private Refusals() {}

    /**
     * The tables of states, in lower case, that the statement reads.
     *
     * @throws IllegalArgumentException in words, if something in the tree may not be
     */
    static Set<String> check(Map<String, @Nullable Object> statement) {
        Refusals refusals = new Refusals();
        refusals.walk(statement, Set.of());
        return refusals.states;
    }

    /** @param named the names, in lower case, that the statement itself has given to queries where this stands */
    private void walk(@Nullable Object value, Set<String> named) {
        if (value instanceof Map) {
            Map<String, @Nullable Object> node = map(value);
            if (text(node.get("class")).equals("PARAMETER")) {
                throw new IllegalArgumentException("a parameter such as ? has no value here");
            }
            String function = lower(node.get("function_name"));
            if (WAITING.contains(function)) {
                throw new IllegalArgumentException("a query may not call " + function + "()");
            }
            Set<String> inside = named(node, named);
            if (node.containsKey("sample") && !node.containsKey("class")) {
                source(node, inside);
            }
            node.forEach((member, each) -> {
                if (!member.equals("cte_map")) {
                    walk(each, inside);
                }
            });
        } else {
            list(value).forEach(each -> walk(each, named));
        }
    }

    /**
     * The names in a query: those around it, and those of its WITH. A query of a WITH knows those before it, and itself
     * only where it is recursive: its own name is otherwise that of a table.
     */
    private Set<String> named(Map<String, @Nullable Object> query, Set<String> around) {
        Set<String> inside = new HashSet<>(around);
        if (text(query.get("type")).equals("RECURSIVE_CTE_NODE")) {
            inside.add(lower(query.get("cte_name")));
        }
        for (Object entry : list(map(query.get("cte_map")).get("map"))) {
            walk(map(entry).get("value"), inside);
            inside.add(lower(map(entry).get("key")));
        }
        return inside;
    }

    private void source(Map<String, @Nullable Object> node, Set<String> named) {
        String type = text(node.get("type"));
        if (!SOURCES.contains(type)) {
            throw new IllegalArgumentException("a query may not read from " + type.toLowerCase(Locale.ROOT));
        }
        switch (type) {
            case "BASE_TABLE" -> {
                String table = text(node.get("table_name"));
                boolean plain = text(node.get("schema_name")).isEmpty()
                        && text(node.get("catalog_name")).isEmpty();
                boolean isNamed = named.contains(lower(table));
                boolean isStates = lower(table).startsWith(SelectStatement.STATE_PREFIX);
                if (!plain || !(isNamed || isStates || SelectStatement.isEvents(node))) {
                    throw new IllegalArgumentException("there is no table '" + table + "', only " + TABLES);
                }
                if (isStates && !isNamed) {
                    states.add(lower(table));
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
