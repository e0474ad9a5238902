package io.varve.query.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of a statement: a table in DuckDB, read row by row as texts. */
final class Answer implements AutoCloseable {

    private static final String CREATE = "CREATE TEMP TABLE answer AS ";

    private final Session session;
    private final List<SqlColumn> columns = new ArrayList<>();
    private final String select;
    private @Nullable Statement statement;
    private @Nullable ResultSet rows;

    private Answer(Session session) throws SQLException {
        this.session = session;
        List<String> names = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        try (PreparedStatement all = session.connection().prepareStatement("FROM answer")) {
            ResultSetMetaData given = all.getMetaData();
            for (int i = 1; i <= given.getColumnCount(); i++) {
                String type = given.getColumnTypeName(i);
                columns.add(new SqlColumn(given.getColumnName(i), SqlColumn.formOf(type)));
                names.add("c" + i);
                texts.add(SqlColumn.textOf("c" + i, type));
            }
        }
        this.select = "SELECT " + String.join(", ", texts) + " FROM answer AS given(" + String.join(", ", names) + ")";
    }

    /** Tells of what is wrong with a statement before it runs. */
    static void check(String sql, Session session) throws SQLException {
        session.connection().prepareStatement(CREATE + sql).close();
    }

    static Answer of(String sql, Session session) throws SQLException {
        session.execute(CREATE + sql);
        return new Answer(session);
    }

    List<SqlColumn> columns() {
        return columns;
    }

    void copyTo(String path) throws SQLException {
        session.execute("COPY answer TO " + Session.quoted(List.of(path)) + " (FORMAT parquet, COMPRESSION zstd)");
    }

    boolean next() throws SQLException {
        ResultSet current = rows;
        if (current == null) {
            Statement reader = session.connection().createStatement();
            statement = reader;
            current = reader.executeQuery(select);
            rows = current;
        }
        return current.next();
    }

    @Nullable
    String text(int column) throws SQLException {
        ResultSet current = rows;
        if (current == null) {
            throw new IllegalStateException("not at a row");
        }
        return current.getString(column + 1);
    }

    @Override
    public void close() throws SQLException {
        try (Statement second = statement;
                ResultSet first = rows) {
            rows = null;
        }
    }
}
