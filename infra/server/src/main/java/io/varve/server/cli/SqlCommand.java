package io.varve.server.cli;

import io.varve.query.sql.Question;
import io.varve.query.sql.SqlReading;
import io.varve.server.client.StateClient;
import io.varve.server.client.Stopping;
import io.varve.server.report.Words;
import io.varve.server.rows.RowFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve sql}. */
@Command(
        name = "sql",
        description = "Ask the log in SQL, as DuckDB speaks it: the table events spans all tiers.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve sql \"SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY n DESC\"",
            "  varve sql \"SELECT subject, sum((data->>'amount')::DECIMAL(18, 2)) AS total FROM events",
            "             WHERE recordedAt >= '2026-01-01' GROUP BY subject\" --format csv --output totals.csv",
            "  varve sql \"FROM events WHERE recordedAt >= '2026-01-01'\" --format parquet --output events.parquet",
            "  varve sql \"SELECT subject, (state->>'balance')::DOUBLE AS balance FROM state_balance",
            "             ORDER BY balance DESC LIMIT 10\"",
            "  varve sql \"SELECT count(*) FROM events\" --as-of 2026-01-31T23:59:59Z",
            "  varve sql \"DESCRIBE events\"",
            "",
            "For each projection of aggregates, state_NAME holds what each of them has come to: subject, version,",
            "position, state. It is folded from all events each time that it is asked.",
            "",
            "As of a moment, inclusive, events are those that were recorded by then, or with --by time those that had",
            "happened, and states are what these come to.",
            "",
            "One SELECT; it can read nothing but these, and change nothing. Conditions on recordedAt, position and",
            "time in WHERE, compared with constants, decide which files are read and fetched. Limits: sql.* in",
            "varve.yaml."
        })
final class SqlCommand extends DirectoryAction {

    private static final int MOST_CHARS_ON_A_TERMINAL = 60;

    @Parameters(paramLabel = "SELECT", description = "the statement")
    private String statement = "";

    @Option(
            names = "--format",
            paramLabel = "table|json|ndjson|csv|parquet",
            description = "default: table, or json with --json")
    private @Nullable RowFormat format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "write to this file, which appears whole or not at all (default: standard output)")
    private @Nullable Path output;

    @Mixin
    private AsOf asOf = new AsOf();

    @Option(names = "--explain", description = "tell on standard error what was read")
    private boolean explain;

    @Override
    public Integer call() throws Exception {
        RowFormat form = format != null ? format : isJson() ? RowFormat.JSON : RowFormat.TABLE;
        Path file = output == null ? null : target(output);
        if (form == RowFormat.PARQUET && file == null) {
            throw new UsageException("--format parquet needs --output FILE");
        }
        Question question = new Question(statement, asOf.moment());
        Stopping stopping = new Stopping();
        // Ctrl-C ends the query, and what it wrote by halves goes before the process does.
        try (Stop stop = Stop.whenTold(stopping::tell)) {
            return withLog(log -> {
                SqlReading reading = answer(log.states(), question, form, file, stopping);
                if (explain) {
                    tell(reading);
                }
                return Failures.DONE;
            });
        }
    }

    /** The file to replace or to make: never a device, a pipe or a link, whose place a rename would take. */
    private static Path target(Path output) throws IOException {
        if (!Files.exists(output)) {
            if (!Files.isDirectory(output.toAbsolutePath().resolveSibling("."))) {
                throw new UsageException("--output " + output + ": its directory does not exist");
            }
            return output;
        }
        if (!Files.isRegularFile(output)) {
            throw new UsageException("--output " + output + " is no file: name one, or leave --output out to print");
        }
        return output.toRealPath();
    }

    private void tell(SqlReading reading) {
        console()
                .err()
                .println("read: " + Words.plural(reading.warmFiles(), "warm file") + ", "
                        + Words.plural(reading.coldFiles(), "cold file") + ", "
                        + Words.plural(reading.hotEvents(), "hot event") + "; skipped: "
                        + Words.plural(reading.skippedFiles(), "file")
                        + (reading.foldedEvents() == 0
                                ? ""
                                : "; folded: " + Words.plural(reading.foldedEvents(), "event")));
    }

    private SqlReading answer(
            StateClient log, Question question, RowFormat form, @Nullable Path file, Stopping stopping)
            throws IOException {
        if (file == null) {
            boolean isTerminal = console().environment().containsKey("VARVE_TERMINAL");
            return log.select(
                    question, form, isTerminal ? MOST_CHARS_ON_A_TERMINAL : Integer.MAX_VALUE, out(), stopping);
        }
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            SqlReading reading = form == RowFormat.PARQUET
                    ? log.selectInto(part, question, stopping)
                    : selectInto(part, file, log, question, form, stopping);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return reading;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private SqlReading selectInto(
            Path part, Path file, StateClient log, Question question, RowFormat form, Stopping stopping)
            throws IOException {
        try (PrintStream to =
                new PrintStream(new BufferedOutputStream(Files.newOutputStream(part)), false, StandardCharsets.UTF_8)) {
            SqlReading reading = log.select(question, form, Integer.MAX_VALUE, to, stopping);
            if (to.checkError()) {
                throw new IOException("cannot write " + file + ": is the disk full?");
            }
            return reading;
        }
    }
}
