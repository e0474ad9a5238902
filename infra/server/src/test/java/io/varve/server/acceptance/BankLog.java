package io.varve.server.acceptance;

import io.varve.server.cli.CommandLineHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Fifteen months of a bank's transactions (PKDD'99, Berka), in the one order in which its balances chain; and as text,
 * the way the bank wrote it.
 *
 * <pre>
 *   Jan 1993                    15 Jan 1994    16 Mar     30 Mar    15 Apr 1994
 *   |----------- cold ---------------|-- warm ----|-- hot --|             now
 * </pre>
 */
final class BankLog {

    static final String SOURCE = "/berka";
    static final String NOW = "1994-04-15T00:00:00Z";
    static final int EVENTS = 46_997;
    static final int ACCOUNTS = 1_229;

    private static final String[] DATA = {"amount", "balance", "operation", "symbol"};
    private static final String TIME = "strptime('19' || t.date, '%Y%m%d')";

    private BankLog() {}

    /** What an import takes. */
    static String select() {
        return rows(TIME + " AS time, {amount: t.amount, balance: t.balance, operation: t.operation,"
                + " symbol: t.k_symbol} AS data");
    }

    static ExpectedLog expected(Path directory) throws IOException, SQLException {
        return ExpectedLog.of(
                directory,
                SOURCE,
                rows("strftime(" + TIME + ", '%Y-%m-%dT%H:%M:%SZ'), t.amount, t.balance, t.operation, t.k_symbol"),
                DATA);
    }

    /** Imports it into a log that is there. */
    static CommandLineHarness.Answer importInto(CommandLineHarness varve, String log) {
        return varve.run("import", "--select", select(), "--source", SOURCE, "--backfill", "--json", "--log", log);
    }

    private static String rows(String columns) {
        return """
                SELECT t.trans_id AS id,
                       'account-' || t.account_id AS subject,
                       CASE t.type WHEN 'PRIJEM' THEN 'Credited' ELSE 'Debited' END AS type,
                       %s
                FROM read_csv('%s', delim = ';', quote = '"', header = true, all_varchar = true) t
                JOIN read_csv('%s') o ON o.trans_id = t.trans_id::BIGINT
                ORDER BY o.date, o.account_id, o.seq""".formatted(
                        columns,
                        RealData.file("berka/trans-930101-940330.asc.gz"),
                        RealData.file("berka/oracle-930101-940330.csv.gz"));
    }
}
