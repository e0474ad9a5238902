package io.varve.server.cli;

import io.varve.server.report.JsonReport;
import io.varve.server.report.Words;
import io.varve.server.report.WorkReports;
import io.varve.tiering.migration.RestoreResult;
import io.varve.tiering.partition.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve restore}. */
@Command(
        name = "restore",
        description = "Bring cold partitions back to the warm tier and hold them there for a while.",
        footerHeading = "%nExamples:%n",
        footer = {"  varve restore 2026-01-31", "  varve restore 2025-11 2025-12 --for 14d"})
final class RestoreCommand extends DirectoryAction {

    @Parameters(
            arity = "1..*",
            paramLabel = "PARTITION",
            description = "by name: 2026-01 (month), 2026-01-31 (day), 2026-01-31T05 (hour)")
    private List<Partition> partitions = new ArrayList<>();

    @Option(names = "--for", paramLabel = "TIME", description = "how long they are held (default: 7d)")
    private Duration hold = Duration.ofDays(7);

    @Override
    public Integer call() throws Exception {
        return withLog(log -> {
            RestoreResult result;
            try (Progress progress = Progress.of(console(), "restore", "moves")) {
                result = log.work().restore(partitions, hold, progress);
            }
            if (isJson()) {
                JsonReport.object(out(), json -> WorkReports.restored(json, log.name(), result));
            } else {
                out().println("restored " + Words.plural(result.restored().size(), "partition") + ", "
                        + result.alreadyWarm().size() + " were warm already; held until "
                        + Words.instant(result.heldUntil()));
            }
            return Failures.DONE;
        });
    }
}
