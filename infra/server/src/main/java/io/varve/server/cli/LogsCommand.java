package io.varve.server.cli;

import io.varve.server.archive.Archive;
import io.varve.server.client.ArchiveClient;
import io.varve.server.config.Quantities;
import io.varve.server.report.JsonReport;
import io.varve.server.report.TextTable;
import io.varve.server.report.WorkReports;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.PartitionUnit;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve logs}: which logs there are, and new ones. */
@Command(
        name = "logs",
        description = "List the logs, or create one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve logs",
            "  varve logs create audit --partition month --hot 60d --warm 365d",
            "",
            "Ages count from a partition's end: hot until it is --hot old, warm until it is --warm old."
        })
final class LogsCommand extends DirectoryAction {

    enum Verb {
        LIST,
        CREATE
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "list|create", description = "default: list")
    private Verb verb = Verb.LIST;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "of the log to create")
    private String name = "";

    @Option(names = "--partition", paramLabel = "UNIT", description = "hour, day or month (default: day)")
    private PartitionUnit unit = PartitionUnit.DAY;

    @Option(names = "--hot", paramLabel = "AGE", description = "age at which a partition leaves hot (default: 30d)")
    private Duration hot = Archive.DEFAULT_HOT;

    @Option(names = "--warm", paramLabel = "AGE", description = "age at which it leaves warm (default: 90d)")
    private Duration warm = Archive.DEFAULT_WARM;

    @Override
    boolean beginsArchive() {
        return verb == Verb.CREATE;
    }

    @Override
    public Integer call() throws Exception {
        if (verb == Verb.CREATE && name.isEmpty()) {
            throw new UsageException("logs create needs the NAME of the log");
        }
        if (verb == Verb.LIST && !name.isEmpty()) {
            throw new UsageException("logs list takes no name, but '" + name + "' was given");
        }
        return withArchive(archive -> verb == Verb.CREATE ? create(archive) : list(archive.logs()));
    }

    private int create(ArchiveClient archive) {
        try {
            LogDefinition created = archive.create(name, unit, hot, warm);
            if (isJson()) {
                JsonReport.object(out(), json -> WorkReports.log(json, created));
            } else {
                out().println("created log " + created.name());
            }
            return Failures.DONE;
        } catch (IllegalArgumentException e) {
            throw new UsageException(Failures.message(e));
        }
    }

    private int list(List<LogDefinition> logs) {
        if (isJson()) {
            JsonReport.object(out(), json -> json.array("logs", logs, WorkReports::log));
        } else {
            TextTable table = TextTable.of("LOG", "PARTITION", ">HOT", ">WARM", "ID");
            for (LogDefinition log : logs) {
                table.row(
                        log.name(),
                        log.unit().text(),
                        Quantities.duration(log.hot()),
                        Quantities.duration(log.warm()),
                        log.id().toString());
            }
            table.print(out());
        }
        return Failures.DONE;
    }
}
