package io.varve.tiering.schedule;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.quartz.utils.ConnectionProvider;

/** Where Quartz keeps its jobs: the embedded database of the data directory. */
final class JobDatabase implements ConnectionProvider {

    private final String jdbcUrl;

    JobDatabase(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    /** Makes Quartz's tables from the script that it brings, where they are absent. */
    @Override
    public void initialize() throws SQLException {
        try (Connection connection = getConnection()) {
            if (!hasTables(connection)) {
                try (Statement script = connection.createStatement()) {
                    script.execute("RUNSCRIPT FROM 'classpath:org/quartz/impl/jdbcjobstore/tables_h2.sql'");
                }
            }
        }
    }

    /**
     * The name under which this directory's jobs are stored. It must be the same after a restart, and another one for
     * another directory, because Quartz also keeps schedulers by name in a static registry.
     */
    String schedulerName() throws SQLException {
        try (Connection connection = getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS varve_schedule (name VARCHAR(64) PRIMARY KEY)");
            statement.execute("INSERT INTO varve_schedule SELECT 'varve-' || RANDOM_UUID() WHERE NOT EXISTS"
                    + " (SELECT * FROM varve_schedule)");
            try (ResultSet name = statement.executeQuery("SELECT name FROM varve_schedule")) {
                if (!name.next()) {
                    throw new SQLException("varve_schedule is empty");
                }
                return name.getString(1);
            }
        }
    }

    @Override
    public void shutdown() {}

    private static boolean hasTables(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE UPPER(table_name) = 'QRTZ_LOCKS'");
                ResultSet count = select.executeQuery()) {
            return count.next() && count.getInt(1) > 0;
        }
    }
}
