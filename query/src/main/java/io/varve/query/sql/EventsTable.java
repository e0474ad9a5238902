package io.varve.query.sql;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.replay.Replayer;
import io.varve.query.state.Moment;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** The table that a query sees: a view over files, and over the rows of the hot tier, which are copied. */
final class EventsTable {

    private static final int ROWS_BETWEEN_CHECKS = 1_024;

    /** The times that DuckDB knows; no event has an earlier or a later one. */
    private static final long LEAST_MICROS = -9_223_372_022_400_000_000L;

    private static final long GREATEST_MICROS = Long.MAX_VALUE - 1;

    /** As the files have them. */
    private static final String STORED =
            "position, id, source, subject, version, type, time, \"recordedAt\", datacontenttype, dataschema, data,"
                    + " extensions";

    /** What is not computed where it is not asked for. Data that is no JSON is NULL as such, and there as bytes. */
    private static final String SHOWN =
            "position, id, source, subject, version, type, time, \"recordedAt\", TRY_CAST(TRY(decode(data)) AS JSON) AS"
                    + " data, datacontenttype, dataschema, extensions, data AS data_bytes";

    private final Moment moment;
    private final Session session;
    private final Watch watch;

    /** @param moment which events are to be seen */
    EventsTable(Moment moment, Session session, Watch watch) {
        this.moment = moment;
        this.session = session;
        this.watch = watch;
    }

    /** Makes it, empty, so that a statement can be held against it. */
    static void create(Session session) throws SQLException {
        session.execute("CREATE TABLE varve.hot (position BIGINT, id VARCHAR, source VARCHAR, subject VARCHAR,"
                + " version BIGINT, type VARCHAR, time TIMESTAMPTZ, \"recordedAt\" TIMESTAMPTZ, datacontenttype VARCHAR,"
                + " dataschema VARCHAR, data BLOB, extensions MAP(VARCHAR, VARCHAR))");
        session.execute("CREATE VIEW events AS SELECT " + SHOWN + " FROM varve.hot");
    }

    /** @return how many events were copied */
    long fillHot(Replayer replayer, List<ReplayRequest> ranges) throws SQLException {
        long rows = 0;
        if (ranges.isEmpty()) {
            return rows;
        }
        DuckDBConnection connection = session.connection().unwrap(DuckDBConnection.class);
        try (DuckDBAppender appender = connection.createAppender("varve", "hot")) {
            for (ReplayRequest range : ranges) {
                try (EventCursor events = replayer.replay(range)) {
                    while (events.next()) {
                        append(events.event(), appender);
                        if (++rows % ROWS_BETWEEN_CHECKS == 0) {
                            watch.check();
                        }
                    }
                }
            }
        }
        return rows;
    }

    private static void append(RecordedEvent recorded, DuckDBAppender row) throws SQLException {
        Event event = recorded.event();
        row.beginRow()
                .append(recorded.position())
                .append(event.id())
                .append(event.source())
                .append(event.subject().value())
                .append(recorded.version())
                .append(event.type());
        if (event.time() == null) {
            row.appendNull();
        } else {
            row.appendEpochMicros(event.time().micros());
        }
        row.appendEpochMicros(recorded.recordedAtMicros());
        row.append(event.dataContentType()).append(event.dataSchema());
        Payload data = event.data();
        if (data == null) {
            row.appendNull();
        } else {
            row.append(data.bytes());
        }
        if (event.extensions().isEmpty()) {
            row.appendNull();
        } else {
            row.append(event.extensions());
        }
        row.endRow();
    }

    /** What DuckDB must hold the rows of files to; hot ones are those that are wanted. */
    private String condition() {
        if (moment instanceof Moment.KnownAt known) {
            return " WHERE \"recordedAt\" <= " + timestamp(known.recordedAtMicros());
        }
        return moment instanceof Moment.HappenedBy happened ? " WHERE time <= " + timestamp(happened.timeMicros()) : "";
    }

    private static String timestamp(long micros) {
        long known = Math.max(LEAST_MICROS, Math.min(micros, GREATEST_MICROS));
        return "CAST(make_timestamp(CAST(" + known + " AS BIGINT)) AS TIMESTAMPTZ)";
    }

    /** Lets the table show these files too. */
    void show(List<String> files, boolean hot) throws SQLException {
        if (files.isEmpty()) {
            return;
        }
        String sealed = "SELECT " + STORED + " FROM read_parquet([" + Session.quoted(files)
                + "], hive_partitioning = false, union_by_name = false)" + condition();
        session.execute("CREATE OR REPLACE VIEW events AS SELECT " + SHOWN + " FROM ("
                + (hot ? "SELECT " + STORED + " FROM varve.hot UNION ALL " : "") + sealed + ")");
    }
}
