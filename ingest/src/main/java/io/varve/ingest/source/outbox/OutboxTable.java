package io.varve.ingest.source.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table over one connection. For one thread; after an exception it is of no further use. */
final class OutboxTable implements AutoCloseable {

    private static final int PAGE_ROWS = 500;
    private static final long PAGE_BYTES = 4L << 20;
    private static final int FETCH_ROWS = 50;
    private static final int MOST_FAILURE_CHARS = 1_000;

    private final OutboxConfig config;
    private final OutboxColumns columns;
    private final Connection connection;
    /** JDBC types and type names of the columns that there are, by name in lower case. */
    private final Map<String, ColumnType> types;

    private record ColumnType(int jdbc, String name) {

        boolean isBytes() {
            return switch (jdbc) {
                case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> true;
                default -> false;
            };
        }

        boolean hasOffset() {
            return jdbc == Types.TIMESTAMP_WITH_TIMEZONE || name.equalsIgnoreCase("timestamptz");
        }
    }

    private OutboxTable(OutboxConfig config, Connection connection) throws SQLException {
        this.config = config;
        this.columns = config.columns();
        this.connection = connection;
        connection.setAutoCommit(false);
        this.types = types(config, connection);
        List<String> needed = new ArrayList<>(
                List.of(columns.id(), columns.subject(), columns.version(), columns.type(), columns.data()));
        needed.add(columns.failure());
        if (config.done() == OutboxConfig.Done.MARK) {
            needed.add(columns.appendedAt());
        }
        for (String column : needed) {
            if (!has(column)) {
                throw new SQLException("table " + config.table() + " has no column " + column);
            }
        }
    }

    /** @throws SQLException if the database does not answer, or the table is not there or lacks a column */
    static OutboxTable open(OutboxConfig config) throws SQLException {
        Connection connection = DriverManager.getConnection(config.url(), properties(config));
        try {
            return new OutboxTable(config, connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Properties properties(OutboxConfig config) {
        Properties properties = new Properties();
        if (config.user() != null) {
            properties.setProperty("user", config.user());
        }
        if (config.password() != null) {
            properties.setProperty("password", config.password());
        }
        if (config.url().startsWith("jdbc:postgresql:")) {
            // a server that went away without a word must not hold the source, and its closing, for ever
            properties.setProperty("connectTimeout", "10");
            properties.setProperty("socketTimeout", "30");
            properties.setProperty("ApplicationName", "varve source " + config.name());
        }
        return properties;
    }

    private static Map<String, ColumnType> types(OutboxConfig config, Connection connection) throws SQLException {
        Map<String, ColumnType> types = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + config.table() + " WHERE 1 = 0")) {
            ResultSetMetaData meta = none.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                types.put(
                        meta.getColumnName(i).toLowerCase(Locale.ROOT),
                        new ColumnType(meta.getColumnType(i), meta.getColumnTypeName(i)));
            }
        }
        connection.commit();
        return types;
    }

    private boolean has(String column) {
        return types.containsKey(column.toLowerCase(Locale.ROOT));
    }

    private ColumnType type(String column) {
        ColumnType type = types.get(column.toLowerCase(Locale.ROOT));
        if (type == null) {
            throw new IllegalArgumentException("column " + column + " is not there");
        }
        return type;
    }

    private String isOpen() {
        String notFailed = columns.failure() + " IS NULL";
        return config.done() == OutboxConfig.Done.MARK ? columns.appendedAt() + " IS NULL AND " + notFailed : notFailed;
    }

    /** How many rows wait to be appended. */
    long openRows() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT COUNT(*) FROM " + config.table() + " WHERE " + isOpen())) {
            count.next();
            long rows = count.getLong(1);
            connection.commit();
            return rows;
        }
    }

    /** How many rows of the aggregate have become dead letters. */
    long deadRows(String subject) throws SQLException {
        String sql = "SELECT COUNT(*) FROM " + config.table() + " WHERE " + columns.subject() + " = ? AND "
                + columns.failure() + " IS NOT NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, subject);
            try (ResultSet count = statement.executeQuery()) {
                count.next();
                long rows = count.getLong(1);
                connection.commit();
                return rows;
            }
        }
    }

    /**
     * Some rows that wait to be appended, by id.
     *
     * @param afterKey those past this id; null for those from the first on
     * @return empty if there are no more
     */
    List<OutboxRow> page(@Nullable Object afterKey) throws SQLException {
        String sql = "SELECT " + String.join(", ", selected()) + " FROM " + config.table() + " WHERE " + isOpen()
                + (afterKey == null ? "" : " AND " + columns.id() + " > ?") + " ORDER BY " + columns.id()
                + " FETCH FIRST " + PAGE_ROWS + " ROWS ONLY";
        List<OutboxRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            if (afterKey != null) {
                statement.setObject(1, afterKey);
            }
            try (ResultSet found = statement.executeQuery()) {
                long bytes = 0;
                while (bytes < PAGE_BYTES && found.next()) {
                    OutboxRow row = row(found);
                    byte[] data = row.data();
                    bytes += data == null ? 0 : data.length;
                    rows.add(row);
                }
            }
        }
        connection.commit();
        return rows;
    }

    private List<String> selected() {
        List<String> names = new ArrayList<>(
                List.of(columns.id(), columns.subject(), columns.version(), columns.type(), columns.data()));
        for (String optional : List.of(columns.time(), columns.source(), columns.dataContentType())) {
            if (has(optional)) {
                names.add(optional);
            }
        }
        columns.extensions().stream().filter(this::has).forEach(names::add);
        return names;
    }

    private OutboxRow row(ResultSet found) throws SQLException {
        Map<String, String> extensions = new TreeMap<>();
        for (String column : columns.extensions()) {
            String value = optional(found, column);
            if (value != null) {
                extensions.put(column, value);
            }
        }
        long version = found.getLong(columns.version());
        boolean hasVersion = !found.wasNull();
        String source = optional(found, columns.source());
        return new OutboxRow(
                found.getObject(columns.id()),
                config.table(),
                found.getString(columns.id()),
                found.getString(columns.subject()),
                hasVersion ? version : null,
                found.getString(columns.type()),
                data(found),
                time(found),
                source == null ? config.eventSource() : source,
                optional(found, columns.dataContentType()),
                extensions);
    }

    private @Nullable String optional(ResultSet found, String column) throws SQLException {
        return has(column) ? found.getString(column) : null;
    }

    private byte @Nullable [] data(ResultSet found) throws SQLException {
        if (type(columns.data()).isBytes()) {
            return found.getBytes(columns.data());
        }
        String text = found.getString(columns.data());
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable String time(ResultSet found) throws SQLException {
        if (!has(columns.time())) {
            return null;
        }
        ColumnType type = type(columns.time());
        if (type.hasOffset()) {
            OffsetDateTime time = found.getObject(columns.time(), OffsetDateTime.class);
            return time == null ? null : time.toInstant().toString();
        }
        if (type.jdbc() == Types.TIMESTAMP) {
            LocalDateTime time = found.getObject(columns.time(), LocalDateTime.class);
            return time == null ? null : DateTimeFormatter.ISO_INSTANT.format(time.toInstant(ZoneOffset.UTC));
        }
        return found.getString(columns.time());
    }

    /** Notes that these rows are done with: durable events, or dead letters for the reasons given by identity. */
    void done(List<OutboxRow> rows, IdentityHashMap<OutboxRow, String> failures) throws SQLException {
        String where = " WHERE " + columns.id() + " = ?";
        String done = config.done() == OutboxConfig.Done.MARK
                ? "UPDATE " + config.table() + " SET " + columns.appendedAt() + " = CURRENT_TIMESTAMP" + where
                : "DELETE FROM " + config.table() + where;
        String failed = "UPDATE " + config.table() + " SET " + columns.failure() + " = ?" + where;
        try (PreparedStatement appended = connection.prepareStatement(done);
                PreparedStatement dead = connection.prepareStatement(failed)) {
            for (OutboxRow row : rows) {
                String failure = failures.get(row);
                if (failure == null) {
                    appended.setObject(1, row.key());
                    appended.addBatch();
                } else {
                    dead.setString(1, failure.substring(0, Math.min(failure.length(), MOST_FAILURE_CHARS)));
                    dead.setObject(2, row.key());
                    dead.addBatch();
                }
            }
            appended.executeBatch();
            dead.executeBatch();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
