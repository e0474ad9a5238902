package io.varve.server.cli;

import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.source.CloudEventsFile;
import io.varve.ingest.source.EventSource;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.ImportResult;
import io.varve.ingest.source.Importer;
import io.varve.ingest.source.SqlSource;
import io.varve.server.client.EventClient;
import io.varve.server.client.LogClient;
import io.varve.server.report.JsonReport;
import io.varve.server.report.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve import}. */
@Command(
        name = "import",
        description = "Take events from files of CloudEvents, or from anything that SQL can read.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve import events.ndjson more.ndjson.gz old.ndjson.zst",
            "  varve import bank.ndjson --backfill           each event recorded at its own time",
            "  varve import --source /csv --select \"SELECT id, account AS subject, kind AS type, booked AS time,",
            "      {amount: amount} AS data FROM read_csv('bank.csv') ORDER BY booked, id\"",
            "  varve import bank.ndjson --url http://127.0.0.1:7070      into the log of a server",
            "  varve import --abandon                        take other events, although a backfill was cut off",
            "",
            "A run that was cut off goes on where it stopped when it is called again."
        })
final class ImportCommand extends DirectoryAction {

    private static final String DEFAULT_SOURCE = "/varve/import";

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "NDJSON of CloudEvents; also .gz and .zst")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--select",
            paramLabel = "SQL",
            description = "a DuckDB SELECT that yields id, subject, type, data [, time] [, source]")
    private @Nullable String select;

    @Option(
            names = "--source",
            paramLabel = "URI",
            description = "source of events whose SELECT yields none (default: ${DEFAULT-VALUE})")
    private String source = DEFAULT_SOURCE;

    @Option(
            names = "--backfill",
            description = "record each event at its own time, which must not go back, instead of now")
    private boolean backfill;

    @Option(
            names = "--abandon",
            description = "give up a backfill that was cut off: what it loaded stays, and the log takes other events"
                    + " again")
    private boolean abandon;

    @Override
    boolean beginsArchive() {
        return !abandon;
    }

    @Override
    public Integer call() throws Exception {
        if (abandon) {
            if (!files.isEmpty() || select != null || backfill) {
                throw new UsageException(
                        "--abandon gives up what was loaded before: it takes no FILE, --select or" + " --backfill");
            }
            return withLog(this::abandon);
        }
        if (files.isEmpty() == (select == null)) {
            throw new UsageException("import needs either FILEs or --select SQL");
        }
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new UsageException("file " + file + " cannot be read");
            }
        }
        return withLog(this::run);
    }

    private int abandon(LogClient log) {
        UnfinishedLoad given = log.events().abandonLoad();
        if (isJson()) {
            JsonReport.object(
                    out(),
                    json -> json.field("log", log.name())
                            .field("abandoned", given == null ? null : given.source())
                            .field("rows", given == null ? null : given.rows())
                            .field("head", log.events().head()));
        } else if (given == null) {
            out().println("no load stands unfinished");
        } else {
            out().println("gave up the load of " + given.source() + " at row " + Words.count(given.rows())
                    + "; what it loaded stays, head is "
                    + log.events().head());
        }
        return Failures.DONE;
    }

    private int run(LogClient log) throws Exception {
        Instant start = console().clock().instant();
        ImportResult sum = new ImportResult(0, 0, 0, 0);
        if (select != null) {
            try (EventSource rows = SqlSource.open(select, source, log.events().temporaryDirectory())) {
                sum = run(log.events(), rows, "import");
            }
        }
        for (Path file : files) {
            try (EventSource events = CloudEventsFile.open(file)) {
                sum = add(sum, run(log.events(), events, String.valueOf(file.getFileName())));
            }
        }
        tell(log, sum, Duration.between(start, console().clock().instant()));
        return Failures.DONE;
    }

    private ImportResult run(EventClient log, EventSource events, String task) {
        ImportOptions options = log.importOptions(backfill);
        try (Progress progress = Progress.ofBytes(console(), task)) {
            return new Importer(log.importTarget(), log.rules())
                    .run(events, options, (rows, bytes, totalBytes, done) -> {
                        progress.expect(totalBytes);
                        progress.reached(bytes, Words.plural(rows, "event") + ", " + progress.rate(rows));
                    });
        }
    }

    private void tell(LogClient log, ImportResult sum, Duration took) {
        if (isJson()) {
            JsonReport.object(
                    out(),
                    json -> json.field("log", log.name())
                            .field("read", sum.read())
                            .field("appended", sum.appended())
                            .field("duplicates", sum.duplicates())
                            .field("skipped", sum.skippedByResume())
                            .field("head", log.events().head()));
            return;
        }
        out().println("appended " + Words.plural(sum.appended(), "event") + " in " + Words.seconds(took) + " ("
                + Words.rate(sum.read(), took) + "), " + Words.count(sum.duplicates()) + " were there already, "
                + Words.count(sum.skippedByResume()) + " passed over by resuming; head is "
                + log.events().head());
    }

    private static ImportResult add(ImportResult a, ImportResult b) {
        return new ImportResult(
                a.read() + b.read(),
                a.appended() + b.appended(),
                a.duplicates() + b.duplicates(),
                a.skippedByResume() + b.skippedByResume());
    }
}
