package io.varve.query.sql.select;

import static io.varve.query.sql.select.JsonTree.list;
import static io.varve.query.sql.select.JsonTree.map;
import static io.varve.query.sql.select.JsonTree.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT that may run: it reads from nothing but the table {@value #EVENTS} and those of states. Also VALUES, FROM
 * without SELECT, DESCRIBE and SUMMARIZE, which DuckDB takes for such.
 */
public final class SelectStatement {

    /** The table that there always is. */
    public static final String EVENTS = "events";

    /** What the name of a table begins with that holds the states of a projection. */
    public static final String STATE_PREFIX = "state_";

    /**
     * What is put through {@code json_serialize_sql} for {@link #placesQuery}: asks for each place whether it can hold
     * a row that is wanted.
     */
    public static final String PLACES_TEMPLATE = "SELECT number, number FROM varve.places";

    private final List<@Nullable Map<String, @Nullable Object>> conditions = new ArrayList<>();

    private final Set<String> projections = new TreeSet<>();

    /** @param states the tables of states, in lower case, that it reads */
    private SelectStatement(Map<String, @Nullable Object> statement, Set<String> states) {
        states.forEach(table -> projections.add(table.substring(STATE_PREFIX.length())));
        collect(statement);
    }

    /**
     * The statement of a tree.
     *
     * @param serialized what {@code json_serialize_sql} gave for the text of the statement
     * @throws IllegalArgumentException in words, if it is not one SELECT, or reads from something else
     */
    public static SelectStatement of(String serialized) {
        Map<String, @Nullable Object> tree;
        try {
            tree = JsonTree.read(serialized);
        } catch (IOException e) {
            throw new IllegalArgumentException("the statement is nested too deeply", e);
        }
        if (Boolean.TRUE.equals(tree.get("error"))) {
            throw new IllegalArgumentException(
                    text(tree.get("error_type")).equals("not implemented")
                            ? "only a SELECT may run: a query reads, it changes nothing"
                            : text(tree.get("error_message")));
        }
        List<@Nullable Object> statements = list(tree.get("statements"));
        if (statements.size() != 1) {
            throw new IllegalArgumentException(
                    statements.isEmpty() ? "there is no statement" : "there must be one statement, not several");
        }
        Map<String, @Nullable Object> statement = map(statements.get(0));
        return new SelectStatement(statement, Refusals.check(statement));
    }

    static boolean isEvents(Map<String, @Nullable Object> node) {
        return text(node.get("type")).equals("BASE_TABLE")
                && text(node.get("table_name")).equalsIgnoreCase(EVENTS);
    }

    /** Whether it reads the table of events at all. */
    public boolean readsEvents() {
        return !conditions.isEmpty();
    }

    /** The names, in lower case, of the projections whose states it reads. */
    public Set<String> projections() {
        return projections;
    }

    /**
     * A query over the table {@code varve.places} that gives each place's number and false if it holds no row that is
     * wanted; true or NULL if it may hold one. Null if nothing is known of any place.
     *
     * @param template the tree of {@link #PLACES_TEMPLATE}
     * @return a tree for {@code json_deserialize_sql}
     */
    public @Nullable String placesQuery(String template) {
        List<@Nullable Object> known = new ArrayList<>();
        for (Map<String, @Nullable Object> condition : conditions) {
            if (condition == null) {
                return null;
            }
            known.add(condition);
        }
        if (known.isEmpty()) {
            return null;
        }
        try {
            Map<String, @Nullable Object> tree = JsonTree.read(template);
            Map<String, @Nullable Object> query =
                    map(map(list(tree.get("statements")).get(0)).get("node"));
            list(query.get("select_list")).set(1, known.size() == 1 ? known.get(0) : PlaceCondition.any(known));
            return JsonTree.write(tree);
        } catch (IOException e) {
            throw new IllegalStateException("the template is no tree", e);
        }
    }

    /** Each place in the tree that reads events must say what it wants: one that does not wants all. */
    private void collect(@Nullable Object value) {
        if (!(value instanceof Map)) {
            list(value).forEach(this::collect);
            return;
        }
        Map<String, @Nullable Object> node = map(value);
        Map<String, @Nullable Object> from = map(node.get("from_table"));
        if (isEvents(node)) {
            conditions.add(null);
        } else if (text(node.get("type")).equals("SELECT_NODE") && isEvents(from)) {
            conditions.add(PlaceCondition.of(node));
            Map<String, @Nullable Object> rest = new LinkedHashMap<>(node);
            rest.remove("from_table");
            rest.values().forEach(this::collect);
        } else {
            node.values().forEach(this::collect);
        }
    }
}
