package io.varve.query.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one query does in a database; of a transaction that it has begun nothing stays. */
final class Session implements AutoCloseable {

    private final Database database;
    private final Connection connection;
    private final Watch watch;
    private boolean hasBegun;

    Session(Database database, Connection connection, Watch watch) {
        this.database = database;
        this.connection = connection;
        this.watch = watch;
    }

    Database database() {
        return database;
    }

    Connection connection() {
        return connection;
    }

    /** From now on all is one transaction: {@code now()} is the same for what is planned and for what is asked. */
    void begin() throws SQLException {
        execute("BEGIN TRANSACTION"); // told to commit nothing by itself, it would still commit what is appended first
        hasBegun = true;
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
        try (connection) {
            if (hasBegun) {
                connection.rollback();
            }
        }
    }
}
