package io.varve.server.cli;

import io.varve.server.report.JsonReport;
import io.varve.server.report.Words;
import io.varve.server.report.WorkReports;
import io.varve.tiering.migration.Finding;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve verify}. */
@Command(
        name = "verify",
        description =
                "Read every tier again and compare: tiling, counts, digests, chain. Ends with 1 if anything differs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve verify",
            "  varve verify --tier warm",
            "  varve verify --budget 10GiB --json",
            "  varve verify --url http://127.0.0.1:7070        a server's, with its progress"
        })
final class VerifyCommand extends DirectoryAction {

    @Option(names = "--tier", paramLabel = "TIER", description = "hot, warm or cold alone (default: all)")
    private @Nullable Tier tier;

    @Option(
            names = "--budget",
            paramLabel = "SIZE",
            converter = Converters.Size.class,
            description = "read so many bytes of files, those that were read longest ago first; of the others check"
                    + " presence, length and chain (default: read all)")
    private @Nullable Long budget;

    @Override
    public Integer call() throws Exception {
        if (tier != null && budget != null) {
            throw new UsageException("--budget chooses among all files: give it without --tier");
        }
        return withLog(log -> {
            Instant start = console().clock().instant();
            VerifyReport report;
            try (Progress progress = Progress.of(console(), "verify", "files")) {
                report = log.work().verify(tier, budget, progress);
            }
            return tell(
                    log.name(),
                    report,
                    Duration.between(start, console().clock().instant()));
        });
    }

    private int tell(String log, VerifyReport report, Duration took) {
        if (isJson()) {
            JsonReport.object(out(), json -> WorkReports.verified(json, log, report));
        } else {
            out().println((report.isSound() ? "sound: " : "NOT SOUND: ") + Words.plural(report.events(), "event") + ", "
                    + Words.plural(report.files(), "file") + ", " + Words.size(report.bytes()) + " read"
                    + (report.checked() > report.files()
                            ? ", " + Words.plural(report.checked() - report.files(), "other file") + " present"
                            : "")
                    + " in " + Words.seconds(took));
        }
        for (Finding finding : report.findings()) {
            console()
                    .err()
                    .println("varve: " + finding.tier() + " " + finding.partition() + " at " + finding.location() + ": "
                            + finding.problem());
        }
        return report.isSound() ? Failures.DONE : Failures.FAILED;
    }
}
