package io.varve.query.sql;

import io.varve.ingest.hot.HotSpan;
import io.varve.query.replay.ReplayPlan;
import io.varve.query.replay.ReplaySegment;
import io.varve.query.sql.select.SelectStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Finds the places of the log that a statement can touch. DuckDB itself compares, on a table of the places. */
final class Places {

    private static final String TIMES = "\"recordedAt_min\" TIMESTAMPTZ, \"recordedAt_max\" TIMESTAMPTZ,"
            + " time_min TIMESTAMPTZ, time_max TIMESTAMPTZ";

    private final Session session;
    private final boolean readsEvents;
    private final @Nullable String query;

    private Places(Session session, boolean readsEvents, @Nullable String query) {
        this.session = session;
        this.readsEvents = readsEvents;
        this.query = query;
    }

    /** Makes the table in which places are compared, empty. */
    static void create(Session session) throws SQLException {
        session.execute(
                "CREATE TABLE varve.places (number INTEGER, position_min BIGINT, position_max BIGINT, " + TIMES + ")");
    }

    static Places of(SelectStatement statement, Session session) throws SQLException {
        String template =
                session.value("SELECT CAST(json_serialize_sql(?) AS VARCHAR)", SelectStatement.PLACES_TEMPLATE);
        String tree = template == null ? null : statement.placesQuery(template);
        return new Places(
                session,
                statement.readsEvents(),
                tree == null ? null : session.value("SELECT json_deserialize_sql(CAST(? AS JSON))", tree));
    }

    /** Whether any are asked for. */
    boolean areRead() {
        return readsEvents;
    }

    /** Those parts of the plan that can hold a row that is wanted. */
    List<Place> wanted(ReplayPlan plan, List<HotSpan> spans) throws SQLException {
        List<Place> all = new ArrayList<>();
        for (ReplaySegment segment : readsEvents ? plan.segments() : List.<ReplaySegment>of()) {
            all.add(Place.of(segment, spans));
        }
        if (query == null || all.isEmpty()) {
            return all;
        }
        session.execute("DELETE FROM varve.places");
        fill(all);
        List<Place> wanted = new ArrayList<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                boolean isIn = row.getBoolean(2) || row.wasNull();
                if (isIn) {
                    wanted.add(all.get(row.getInt(1)));
                }
            }
        }
        return wanted;
    }

    private void fill(List<Place> places) throws SQLException {
        Connection connection = session.connection();
        try (DuckDBAppender row = connection.unwrap(DuckDBConnection.class).createAppender("varve", "places")) {
            for (int number = 0; number < places.size(); number++) {
                Place place = places.get(number);
                row.beginRow()
                        .append(number)
                        .append(place.segment().from())
                        .append(place.segment().to() - 1);
                time(place.leastRecordedAt(), row);
                time(place.greatestRecordedAt(), row);
                time(place.leastTime(), row);
                time(place.greatestTime(), row);
                row.endRow();
            }
        }
    }

    private static void time(@Nullable Long micros, DuckDBAppender row) throws SQLException {
        if (micros == null) {
            row.appendNull();
        } else {
            row.appendEpochMicros(micros);
        }
    }
}
