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

    /** How many versions of the aggregate, from this one on, have become dead letters. */
    long deadRows(String subject, long fromVersion) throws SQLException {
        String sql = "SELECT COUNT(DISTINCT " + columns.version() + ") FROM " + config.table() + " WHERE "
                + columns.subject() + " = ? AND " + columns.version() + " >= ? AND " + columns.failure()
                + " IS NOT NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, subject);
            statement.setLong(2, fromVersion);
            try (ResultSet count = statement.executeQuery()) {
                count.next();
                long rows = count.getLong(1);
                connection.commit();
                return rows;
            }
        }
    }

    /**
     * Some rows that wait to be appended: by id; where nothing tells that rows of lower versions are further on, by
     * version and then by id.
     *
     * @param last those past this row; null for those from the first on
     * @return empty if there are no more
     */
    List<OutboxRow> page(@Nullable OutboxRow last) throws SQLException {
        boolean isRising = config.versions() instanceof OutboxConfig.Versions.Rising;
        String order = isRising ? columns.version() + " NULLS FIRST, " + columns.id() : columns.id();
        String sql = "SELECT " + String.join(", ", selected()) + " FROM " + config.table() + " WHERE " + isOpen()
                + (last == null ? "" : " AND " + (isRising ? isPastByVersion(last) : columns.id() + " > ?"))
                + " ORDER BY " + order + " FETCH FIRST " + PAGE_ROWS + " ROWS ONLY";
        List<OutboxRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            if (last != null) {
                int next = 1;
                if (isRising && last.version() != null) {
                    statement.setLong(next++, last.version());
                    statement.setLong(next++, last.version());
                }
                statement.setObject(next, last.key());
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

    private String isPastByVersion(OutboxRow last) {
        return last.version() == null
                ? "(" + columns.version() + " IS NOT NULL OR " + columns.id() + " > ?)"
                : "(" + columns.version() + " > ? OR " + columns.version() + " = ? AND " + columns.id() + " > ?)";
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
        change(rows.stream().filter(row -> !failures.containsKey(row)).toList(), done, (statement, row) -> {
            statement.setObject(1, row.key());
        });
        change(rows.stream().filter(failures::containsKey).toList(), failed, (statement, row) -> {
            String failure = String.valueOf(failures.get(row));
            statement.setString(1, failure.substring(0, Math.min(failure.length(), MOST_FAILURE_CHARS)));
            statement.setObject(2, row.key());
        });
        connection.commit();
    }

    private interface Binding {
        void bind(PreparedStatement statement, OutboxRow row) throws SQLException;
    }

    /** A row that stayed as it is would come again at once, and for ever. */
    private void change(List<OutboxRow> rows, String sql, Binding binding) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (OutboxRow row : rows) {
                binding.bind(statement, row);
                statement.addBatch();
            }
            int[] changed = statement.executeBatch();
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] == 0) {
                    throw new SQLException("row " + rows.get(i).id() + " of table " + config.table() + " was to be "
                            + (sql.startsWith("DELETE") ? "deleted" : "marked")
                            + ", and the database changed no row");
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
