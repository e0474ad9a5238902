package io.varve.ingest.source.outbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** H2 in this process, on the disk. Killed, it loses what is not committed. */
final class H2Database implements Database {

    private final String url;

    H2Database(Path directory) {
        this.url = "jdbc:h2:" + directory.resolve("outbox").toAbsolutePath() + ";DB_CLOSE_DELAY=-1;WRITE_DELAY=0";
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public void kill() {
        shutDown("SHUTDOWN IMMEDIATELY");
    }

    @Override
    public void restart() {
        // the next connection opens it
    }

    @Override
    public void close() {
        shutDown("SHUTDOWN");
    }

    private void shutDown(String how) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(how);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String ddl() {
        return "H2";
    }
}
