package io.varve.query.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A DuckDB of its own in memory, for one query: first ours to prepare, then locked for the user's statement. */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Watch watch;

    private Session(Connection connection, Watch watch) {
        this.connection = connection;
        this.watch = watch;
    }

    static Session open(SqlSettings settings, Path temporary, Watch watch) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        properties.setProperty("memory_limit", settings.memoryBytes() + "B");
        properties.setProperty("threads", Integer.toString(settings.threads()));
        properties.setProperty("temp_directory", temporary.toString());
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("allow_community_extensions", "false");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try {
            Session session = new Session(connection, watch);
            session.execute("SET max_temp_directory_size = '" + settings.temporaryBytes() + "B'");
            session.execute("SET TimeZone = 'UTC'");
            return session;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** From now on all is one transaction: {@code now()} is the same for what is planned and for what is asked. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** From now on only these files can be opened, and no setting can be changed. */
    void lock(Collection<String> paths) throws SQLException {
        execute("SET allowed_paths = [" + quoted(paths) + "]");
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    static String quoted(Collection<String> texts) {
        return texts.stream().map(text -> "'" + text.replace("'", "''") + "'").collect(Collectors.joining(", "));
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            watch.check();
            watch.running(statement);
            try {
                statement.execute(sql);
            } finally {
                watch.running(null);
            }
        }
    }

    /** The only value of the only row. */
    @Nullable
    String value(String sql, String argument) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
