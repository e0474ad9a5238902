package io.varve.query.sql;

import io.varve.query.projection.Projection;
import io.varve.query.projection.find.Projections;
import io.varve.query.sql.select.SelectStatement;
import io.varve.query.state.Moment;
import io.varve.query.state.all.AggregateState;
import io.varve.query.state.all.AllStates;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** The tables {@code state_NAME} of a query: the states of all aggregates, folded for it alone. */
final class StateTables {

    private static final int ROWS_BETWEEN_CHECKS = 1_024;

    private final Session session;
    private final Watch watch;
    private final Map<String, Projection<?>> tables;

    private StateTables(Session session, Watch watch, Map<String, Projection<?>> tables) {
        this.session = session;
        this.watch = watch;
        this.tables = tables;
    }

    /**
     * Makes those that the statement reads, empty.
     *
     * @throws SqlException if there is no such projection, or it has no states of aggregates
     */
    static StateTables create(SelectStatement select, Projections projections, Session session, Watch watch)
            throws SQLException {
        Map<String, Projection<?>> tables = new TreeMap<>();
        for (String name : select.projections()) {
            tables.put(SelectStatement.STATE_PREFIX + name, projection(name, projections));
        }
        StateTables made = new StateTables(session, watch, tables);
        made.make("CREATE TABLE ", session);
        return made;
    }

    /** Makes them in another session, for itself alone: a statement can be held against them there. */
    void makeIn(Session other) throws SQLException {
        make("CREATE TEMP TABLE ", other);
    }

    private void make(String create, Session where) throws SQLException {
        for (String table : tables.keySet()) {
            where.execute(
                    create + identifier(table) + " (subject VARCHAR, version BIGINT, position BIGINT, state JSON)");
        }
    }

    /** The projection of this name; in SQL, letters are the same in both cases. */
    private static Projection<?> projection(String name, Projections projections) {
        List<String> names = projections.names();
        List<String> meant = names.stream().filter(name::equalsIgnoreCase).toList();
        if (meant.size() != 1) {
            String known = names.stream()
                    .map(each -> ", " + SelectStatement.STATE_PREFIX + each)
                    .collect(Collectors.joining());
            throw new SqlException("there is " + (meant.isEmpty() ? "no" : "more than one") + " table '"
                    + SelectStatement.STATE_PREFIX + name + "', only " + SelectStatement.EVENTS + known);
        }
        Projection<?> projection = projections.load(meant.get(0));
        if (projection.scope() != Projection.Scope.AGGREGATE) {
            throw new SqlException("there is no table '" + SelectStatement.STATE_PREFIX + name + "': projection '"
                    + projection.name() + "' folds the whole log, not each aggregate");
        }
        return projection;
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Folds the events of the log, and fills the tables with what they come to.
     *
     * @param moment of which the states are
     * @param end the first position that is not folded
     * @return how many events were folded
     */
    long fill(AllStates states, Moment moment, long end) throws SQLException {
        long folded = 0;
        for (Map.Entry<String, Projection<?>> table : tables.entrySet()) {
            DuckDBConnection connection = session.connection().unwrap(DuckDBConnection.class);
            try (DuckDBAppender appender = connection.createAppender(table.getKey())) {
                folded += fill(appender, table.getValue(), states, moment, end);
            }
        }
        return folded;
    }

    private long fill(DuckDBAppender appender, Projection<?> projection, AllStates states, Moment moment, long end)
            throws SQLException {
        AtomicLong folded = new AtomicLong();
        List<AggregateState> waiting = new ArrayList<>();
        try {
            states.read(
                    projection,
                    moment,
                    end,
                    state -> {
                        waiting.add(state);
                        if (waiting.size() == ROWS_BETWEEN_CHECKS) {
                            append(waiting, appender);
                        }
                    },
                    (events, total) -> {
                        folded.set(events);
                        watch.check();
                    });
            append(waiting, appender);
        } catch (Unappended e) {
            throw e.cause;
        }
        return folded.get();
    }

    private void append(List<AggregateState> states, DuckDBAppender row) {
        watch.check();
        try {
            for (AggregateState each : states) {
                row.beginRow()
                        .append(each.subject().value())
                        .append(each.version())
                        .append(each.position())
                        .append(new String(each.json(), StandardCharsets.UTF_8))
                        .endRow();
            }
        } catch (SQLException e) {
            throw new Unappended(e);
        }
        states.clear();
    }

    /** Carries a failure of DuckDB through who gives the states. */
    private static final class Unappended extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final SQLException cause;

        Unappended(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
