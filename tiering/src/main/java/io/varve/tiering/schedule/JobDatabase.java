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
