package io.varve.server.cli;

import io.varve.server.client.WorkClient;
import io.varve.server.report.JsonReport;
import io.varve.server.report.MigrationReport;
import io.varve.server.report.PlanReport;
import io.varve.server.report.Reports;
import io.varve.server.report.TextTable;
import io.varve.server.report.Words;
import io.varve.server.report.WorkReports;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.Waiting;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve migrate}. */
@Command(
        name = "migrate",
        description = "Move the partitions that are due to their next tier. Ends with 1 if something waits.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve migrate",
            "  varve migrate --dry-run                       what would be moved",
            "  varve migrate --now 2026-01-31T00:00:00Z      what was due at that time"
        })
final class MigrateCommand extends DirectoryAction {

    @Option(
            names = "--now",
            paramLabel = "INSTANT",
            description = "the time at which moves are due; not later than the clock (default: the clock)")
    private @Nullable Instant now;

    @Option(names = "--dry-run", description = "show the moves that are due, make none")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        Instant clock = console().clock().instant();
        if (now != null && now.isAfter(clock)) {
            throw new UsageException("--now " + now + " lies after the clock, " + Words.instant(clock)
                    + ": what is not due yet cannot be moved");
        }
        return withLog(log -> dryRun ? plan(log.work().plan(now)) : migrate(log.work()));
    }

    private int plan(PlanReport plan) {
        String load = plan.unfinishedLoad();
        if (isJson()) {
            JsonReport.object(out(), json -> WorkReports.planned(json, plan));
        } else if (plan.planned().isEmpty()) {
            out().println(load == null ? "nothing is due" : "nothing can be moved: " + load);
        } else {
            TextTable table = TextTable.of("PARTITION", "FROM", "TO", ">FIRST", ">LAST", ">EVENTS");
            for (PlannedMove move : plan.planned()) {
                table.row(
                        move.partition().name(),
                        move.from().name(),
                        move.to().name(),
                        Words.count(move.firstPosition()),
                        Words.count(move.lastPosition()),
                        Words.count(move.events()));
            }
            table.print(out());
        }
        return Failures.DONE;
    }

    private int migrate(WorkClient log) {
        Instant start = console().clock().instant();
        MigrationReport result;
        try (Progress progress = Progress.of(console(), "migrate", "moves")) {
            result = log.migrate(now, progress);
        }
        Duration took = Duration.between(start, console().clock().instant());
        if (isJson()) {
            JsonReport.object(out(), json -> WorkReports.migrated(json, result));
        } else {
            out().println(summary(result, took));
            Reports.printWaiting(result.waiting(), result.unfinishedLoad(), out());
        }
        List<Waiting> waiting = result.waiting();
        if (waiting.isEmpty()) {
            return Failures.DONE;
        }
        console()
                .err()
                .println("varve: " + Words.plural(waiting.size(), "move")
                        + (waiting.size() == 1 ? " waits, " : " wait, the first is ") + Reports.line(waiting.get(0)));
        return Failures.FAILED;
    }

    static String summary(MigrationReport result, Duration took) {
        if (result.done().isEmpty()) {
            return "nothing was moved";
        }
        return "moved " + Words.plural(count(result, Tier.WARM), "partition") + " HOT -> WARM and "
                + Words.plural(count(result, Tier.COLD), "partition") + " WARM -> COLD in " + Words.seconds(took);
    }

    private static long count(MigrationReport result, Tier to) {
        return result.done().stream().filter(move -> move.to() == to).count();
    }
}
