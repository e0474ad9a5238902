package io.varve.server.acceptance;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;

/** The balance of each account at the end of each month, as the bank itself wrote it down. */
final class MonthEnds {

    private MonthEnds() {}

    /** By month, then by account; an account is there from its first transaction on. */
    static SortedMap<YearMonth, SortedMap<String, BigDecimal>> load() throws SQLException {
        SortedMap<YearMonth, SortedMap<String, BigDecimal>> ends = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT strftime(strptime('19' || t.date, '%%Y%%m%%d'), '%%Y-%%m') AS month,
                               'account-' || t.account_id AS account,
                               arg_max(t.balance, o.date || lpad(o.seq::VARCHAR, 9, '0')) AS balance
                        FROM read_csv('%s', delim = ';', quote = '"', header = true, all_varchar = true) t
                        JOIN read_csv('%s') o ON o.trans_id = t.trans_id::BIGINT
                        GROUP BY ALL ORDER BY month""".formatted(
                                RealData.file("berka/trans-930101-940330.asc.gz"),
                                RealData.file("berka/oracle-930101-940330.csv.gz")))) {
            SortedMap<String, BigDecimal> newest = new TreeMap<>();
            while (rows.next()) {
                YearMonth month = YearMonth.parse(rows.getString("month"));
                if (!ends.containsKey(month)) {
                    newest = new TreeMap<>(newest);
                    ends.put(month, newest);
                }
                newest.put(rows.getString("account"), new BigDecimal(rows.getString("balance")));
            }
        }
        return ends;
    }

    /** The last instant of the month. */
    static Instant end(YearMonth month) {
        return month.plusMonths(1)
                .atDay(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .minusSeconds(1);
    }
}
