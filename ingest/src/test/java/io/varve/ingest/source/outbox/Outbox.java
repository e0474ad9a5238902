package io.varve.ingest.source.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an application does with an outbox. */
final class Outbox {

    private Outbox() {}

    /** Makes the table as docs/producers.md says. */
    static void create(Database database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : documented(database.ddl()).split(";\n", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** The block of SQL that begins with a comment of this name. */
    private static String documented(String name) {
        try {
            String text = Files.readString(Path.of("../docs/producers.md"));
            Matcher block = Pattern.compile("```sql\n-- " + name + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(text);
            if (!block.find()) {
                throw new IllegalStateException("docs/producers.md has no SQL for " + name);
            }
            return block.group(1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void insert(Connection connection, long id, String subject, long version) throws SQLException {
        insert(connection, id, subject, version, "{\"n\":" + id + "}");
    }

    static void insert(Connection connection, long id, @Nullable String subject, long version, String data)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO varve_outbox (id, subject, version, type, data, time, correlationid)"
                        + " VALUES (?, ?, ?, 'changed', ?, TIMESTAMP WITH TIME ZONE '2026-01-31 10:30:00+01:00', 'c')")) {
            insert.setLong(1, id);
            insert.setString(2, subject);
            insert.setLong(3, version);
            insert.setString(4, data);
            insert.executeUpdate();
        }
    }

    /** The ids of the rows of which this is true, in their order. */
    static List<Long> ids(Database database, String where) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id FROM varve_outbox WHERE " + where + " ORDER BY id")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }
}
