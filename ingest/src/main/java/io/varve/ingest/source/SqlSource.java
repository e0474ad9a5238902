package io.varve.ingest.source;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.Sha256;
import io.varve.ingest.text.Quoted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a SELECT as events: any CSV, JSON or Parquet that DuckDB reads. The columns are id, subject, type (of any
 * type, taken as text), data (JSON, text that is JSON, or STRUCT, MAP, LIST) and, if wanted, time (TIMESTAMP, which is
 * taken as UTC, TIMESTAMP WITH TIME ZONE, DATE, or ISO 8601 text) and source. time, data and source may be NULL.
 *
 * <p>The order of the SELECT is the order of the events; an import that shall be resumed needs an ORDER BY that leaves
 * no ties. Rows stream: what DuckDB needs beyond {@value #MEMORY} of memory goes to the temporary directory. Nothing is
 * ever fetched from the network to run it.
 */
public final class SqlSource implements EventSource {

    private static final String MEMORY = "512MB";
    private static final Pattern TRAILING_END = Pattern.compile("[;\\s]+\\z");
    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\n\\s*");
    private static final int MOST_MESSAGE_CHARS = 400;

    private final String select;
    private final String defaultSource;
    private final Connection connection;
    private final SqlColumns columns;
    private @Nullable Statement statement;
    private @Nullable ResultSet rows;
    private @Nullable Event event;
    private long row;
    private long bytesRead;
    private boolean atEnd;

    private SqlSource(String select, String defaultSource, Connection connection) throws SQLException {
        this.select = select;
        this.defaultSource = defaultSource;
        this.connection = connection;
        this.columns = columns();
    }

    /**
     * Prepares a SELECT; it runs with the first {@link #next}.
     *
     * @param select one SELECT statement of DuckDB
     * @param defaultSource the source attribute of rows that give none
     * @param temporaryDirectory where large sorts may spill to; made when needed
     * @throws SqlSourceException if the SELECT cannot be run or does not give the columns that are wanted
     */
    public static SqlSource open(String select, String defaultSource, Path temporaryDirectory) {
        Properties settings = new Properties();
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("memory_limit", MEMORY);
        settings.setProperty("temp_directory", temporaryDirectory.toString());
        settings.setProperty("preserve_insertion_order", "true");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        String one = TRAILING_END.matcher(select).replaceFirst("");
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:", settings);
            try (Statement zone = connection.createStatement()) {
                zone.execute("SET TimeZone = 'UTC'");
            }
            return new SqlSource(one, defaultSource, connection);
        } catch (SQLException e) {
            closeAfter(e, connection);
            throw new SqlSourceException("the SELECT cannot be run: " + oneLine(e), e);
        } catch (RuntimeException | Error e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    /** {@code select} and the first digits of the fingerprint. */
    @Override
    public String name() {
        return "select " + fingerprint().substring(0, 16);
    }

    /**
     * SHA-256 of the text of the SELECT and the default source, in hex. What the SELECT reads is not in it: that it
     * still gives the same rows is checked by the importer, on the last row it took before.
     */
    @Override
    public String fingerprint() {
        MessageDigest digest = Sha256.newDigest();
        digest.update(defaultSource.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(select.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public boolean next() {
        event = null;
        if (atEnd) {
            return false;
        }
        try {
            ResultSet current = rows;
            if (current == null) {
                current = run();
            }
            if (!current.next()) {
                atEnd = true;
                return false;
            }
            row++;
            event = read(current);
            return true;
        } catch (SQLException e) {
            atEnd = true;
            throw new SqlSourceException("the SELECT failed: " + failure(e), e);
        }
    }

    @Override
    public Event event() {
        Event current = event;
        if (current == null) {
            throw new IllegalStateException("not at an event");
        }
        return current;
    }

    @Override
    public long row() {
        return row;
    }

    @Override
    public String where(long place) {
        return place == 0 ? "select" : "select row " + place;
    }

    /** Bytes of data so far. */
    @Override
    public long bytesRead() {
        return bytesRead;
    }

    /** Unknown: counting the rows would run the SELECT twice. */
    @Override
    public long totalBytes() {
        return -1;
    }

    @Override
    public void close() {
        try (Connection last = connection;
                Statement second = statement;
                ResultSet first = rows) {
            atEnd = true;
        } catch (SQLException e) {
            throw new SqlSourceException("the SELECT cannot be closed: " + oneLine(e), e);
        }
    }

    private SqlColumns columns() throws SQLException {
        try (PreparedStatement all = connection.prepareStatement("SELECT * FROM (\n" + select + "\n) AS given")) {
            return SqlColumns.of(select, all.getMetaData());
        } catch (SQLException e) {
            // The frame around the SELECT blurs messages on syntax. Alone it may be prepared only if it is one
            // statement: of several, all but the last would run.
            if (select.contains(";")) {
                throw new SqlSourceException(
                        "the SELECT cannot be run: " + oneLine(e) + " (it must be a single statement)", e);
            }
            try (PreparedStatement alone = connection.prepareStatement(select)) {
                ResultSetMetaData given = alone.getMetaData();
                throw new SqlSourceException(
                        "the statement is not a SELECT" + (given == null ? "" : " that can stand as a table"), e);
            }
        }
    }

    private ResultSet run() throws SQLException {
        Statement running = connection.createStatement();
        statement = running;
        ResultSet current = running.executeQuery(columns.select());
        rows = current;
        return current;
    }

    private Event read(ResultSet current) throws SQLException {
        String id = required(current, 1, "id");
        AggregateId subject = new AggregateId(required(current, 2, "subject"));
        String type = required(current, 3, "type");
        EventTime time = columns.timeIsText() ? timeOfText(current.getString(4)) : timeOfMicros(current);
        String data = current.getString(5);
        String source = columns.hasSource() ? current.getString(6) : null;
        return new Event(
                id,
                source == null ? defaultSource : source,
                subject,
                type,
                time,
                null,
                null,
                data == null ? null : payload(data),
                Collections.emptySortedMap());
    }

    private static String required(ResultSet current, int index, String column) throws SQLException {
        String value = current.getString(index);
        if (value == null) {
            throw new InvalidEventException("column '" + column + "' is NULL");
        }
        return value;
    }

    private static @Nullable EventTime timeOfMicros(ResultSet current) throws SQLException {
        long micros = current.getLong(4);
        if (current.wasNull()) {
            return null;
        }
        if (micros == SqlColumns.NOT_FINITE) {
            throw new InvalidEventException("column 'time' is infinite");
        }
        return EventTime.ofMicros(micros);
    }

    private static @Nullable EventTime timeOfText(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return SqlTime.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidEventException(
                    "column 'time' is " + Quoted.of(text) + ", must be ISO 8601 such as 2026-01-31T09:30:00Z");
        }
    }

    private Payload payload(String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        String flaw = Json.flaw(bytes);
        if (flaw != null) {
            throw new InvalidEventException("column 'data' is not JSON: " + flaw);
        }
        bytesRead += bytes.length;
        return Payload.of(bytes);
    }

    /**
     * What went wrong while the SELECT ran. Where it fails before its first row, a streamed result knows no reason, so
     * the SELECT is run once more to hear it.
     */
    private String failure(SQLException e) {
        if (row > 0 || !String.valueOf(e.getMessage()).contains("Invalid result set")) {
            return oneLine(e);
        }
        try (Statement again = connection.createStatement();
                ResultSet none = again.executeQuery("EXPLAIN ANALYZE " + columns.select())) {
            return "DuckDB gives no reason";
        } catch (SQLException reason) {
            return oneLine(reason);
        }
    }

    private static String oneLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int picture = message.indexOf("\nLINE ");
        String words = picture < 0 ? message : message.substring(0, picture);
        return Quoted.plain(LINE_BREAKS.matcher(words.strip()).replaceAll(" "), MOST_MESSAGE_CHARS);
    }

    private static void closeAfter(Throwable failure, @Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
