package io.varve.server.acceptance;

import static io.varve.server.acceptance.WholeReplay.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness;
import io.varve.server.cli.CommandLineHarness.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking an archive in SQL from the command line: one event in each tier, and answers in each form. */
final class SqlTest {

    private static final String NASTY = "SELECT * FROM (VALUES (1, 'a,\"b\"', '{\"x\": [1.0, null]}'::JSON, NULL),"
            + " (-20, '', '{\"n\":NaN}'::JSON, 'nan'::DOUBLE), (3, e'lines\\n\\x1b[31m', NULL, 0.5),"
            + " (4, 'NULL', '\"ü\"'::JSON, 1e30)) AS given(n, text, json, real)";

    @TempDir
    Path temporary;

    private CommandLineHarness varve = new CommandLineHarness(Path.of("unused"), "2026-06-01T12:00:00Z");

    @BeforeEach
    void threeTiers() {
        varve = new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
        Path file = varve.file(
                "bank.ndjson",
                CommandLineHarness.event("e1", "a", "2026-01-10T10:00:00Z", 5),
                CommandLineHarness.event("e2", "b", "2026-04-10T10:00:00Z", 6),
                CommandLineHarness.event("e3", "a", "2026-05-30T10:00:00Z", 7));
        assertDone(varve.run("import", file.toString(), "--backfill"));
        assertDone(varve.run("migrate"));
    }

    @Test
    void answersOverAllTiersInEachForm() throws IOException, SQLException {
        assertThat(varve.run(
                                "sql",
                                "SELECT subject, sum((data->>'amount')::INT) AS total, max(recordedAt) AS last FROM events"
                                        + " GROUP BY subject ORDER BY subject")
                        .lines())
                .containsExactly(
                        "subject  total  last",
                        "a           12  2026-05-30T10:00:00Z",
                        "b            6  2026-04-10T10:00:00Z");
        assertThat(varve.run("sql", "SELECT position, data FROM events ORDER BY position", "--json")
                        .out())
                .isEqualTo("""
                        [
                        {"position":0,"data":{"amount":5}},
                        {"position":1,"data":{"amount":6}},
                        {"position":2,"data":{"amount":7}}
                        ]
                        """);
        assertThat(varve.run("sql", "SELECT 1 AS n WHERE false", "--json").out())
                .isEqualTo("[\n]\n");
        assertThat(varve.run("sql", NASTY).lines())
                .containsExactly(
                        "  n  text               json                 real",
                        "  1  a,\"b\"              {\"x\": [1.0, null]}   NULL",
                        "-20                     {\"n\":NaN}             nan",
                        "  3  lines\\n\\u001b[31m  NULL                  0.5",
                        "  4  'NULL'             \"ü\"                 1e+30");
        assertThat(varve.run("sql", NASTY, "--format", "ndjson").lines())
                .containsExactly(
                        "{\"n\":1,\"text\":\"a,\\\"b\\\"\",\"json\":{\"x\": [1.0, null]},\"real\":null}",
                        "{\"n\":-20,\"text\":\"\",\"json\":\"{\\\"n\\\":NaN}\",\"real\":\"nan\"}",
                        "{\"n\":3,\"text\":\"lines\\n\\u001B[31m\",\"json\":null,\"real\":0.5}",
                        "{\"n\":4,\"text\":\"NULL\",\"json\":\"ü\",\"real\":1e+30}");
        Path csv = temporary.resolve("answer.csv");
        assertThat(varve.run("sql", NASTY, "--format", "csv", "--output", csv.toString())
                        .out())
                .isEmpty();
        assertThat(csv)
                .hasContent("n,text,json,real\n1,\"a,\"\"b\"\"\",\"{\"\"x\"\": [1.0, null]}\",\n-20,\"\","
                        + "\"{\"\"n\"\":NaN}\",nan\n3,\"lines\n\u001b[31m\",,0.5\n4,NULL,\"\"\"ü\"\"\",1e+30\n");
        Path parquet = temporary.resolve("answer.parquet");
        assertDone(varve.run(
                "sql", "FROM events ORDER BY position", "--format", "parquet", "--output", parquet.toString()));
        assertThat(answer("SELECT string_agg(position || subject || (data->>'amount'), ' ') FROM '" + parquet + "'"))
                .isEqualTo("0a5 1b6 2a7");
    }

    @Test
    void tellsWhatItRead() {
        Answer all = varve.run("sql", "SELECT count(*) FROM events", "--explain");
        assertThat(all.errLines()).containsExactly("read: 1 warm file, 1 cold file, 1 hot event; skipped: 0 files");
        Answer one = varve.run(
                "sql", "SELECT count(*) FROM events WHERE recordedAt < '2026-02-01'", "--format", "csv", "--explain");
        assertThat(one.lines()).element(1).isEqualTo("1");
        assertThat(one.errLines()).containsExactly("read: 0 warm files, 1 cold file, 0 hot events; skipped: 1 file");
    }

    @Test
    void cutsWideCellsOnATerminalAlone() {
        String wide = "SELECT repeat('x', 100) AS wide";
        assertThat(varve.run("sql", wide).lines()).element(1).isEqualTo("x".repeat(100));
        varve.environment.put("VARVE_TERMINAL", "1");
        assertThat(varve.run("sql", wide).lines()).element(1).isEqualTo("x".repeat(59) + "…");
    }

    @Test
    void leavesNoFileWhereItFails() throws IOException {
        Path file = temporary.resolve("answer");
        for (String format : new String[] {"csv", "parquet"}) {
            failsWith(1, "boom", "SELECT error('boom') FROM events", "--format", format, "--output", file.toString());
            failsWith(1, "only a SELECT", "DROP VIEW events", "--format", format, "--output", file.toString());
        }
        failsWith(2, "needs --output FILE", "SELECT 1", "--format", "parquet");
        failsWith(2, "directory does not exist", "SELECT 1", "--output", file + "/nowhere/x.csv");
        failsWith(1, "read_csv()", "FROM read_csv('" + varve.directory.resolve("varve.lock") + "')");
        varve.configure("sql:\n  memory: 64MiB\n  temporary: 1MiB\n");
        failsWith(1, "sql.memory", "SELECT list(range) AS l FROM range(50000000)");
        varve.configure("sql.memory: little\n");
        failsWith(2, "sql.memory is 'little'", "SELECT 1");
        varve.configure("");
        try (var left = Files.list(temporary)) {
            assertThat(left.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrder("data", "bank.ndjson");
        }
        assertThat(varve.run("sql", "SELECT count(*) AS n FROM events", "--format", "csv")
                        .out())
                .isEqualTo("n\n3\n");
    }

    private void failsWith(int exitCode, String words, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "sql";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Answer answer = varve.run(all);
        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(exitCode);
        assertThat(answer.errLines())
                .singleElement()
                .asString()
                .startsWith("varve: ")
                .contains(words);
        assertThat(answer.out()).isEmpty();
    }

    private static String answer(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
