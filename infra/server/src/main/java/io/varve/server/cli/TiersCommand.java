package io.varve.server.cli;

import io.varve.server.report.Reports;
import io.varve.server.report.TierReport;
import picocli.CommandLine.Command;

/** {@code varve tiers}. */
@Command(
        name = "tiers",
        description = "Show what lies in each tier, and which moves wait and why.",
        footerHeading = "%nExamples:%n",
        footer = {"  varve tiers", "  varve tiers --log audit --json", "  varve tiers --url http://127.0.0.1:7070"})
final class TiersCommand extends DirectoryAction {

    @Override
    public Integer call() throws Exception {
        return withLog(log -> {
            TierReport report = log.work().tiers();
            if (isJson()) {
                Reports.json(report, out());
            } else {
                Reports.print(report, out());
            }
            return Failures.DONE;
        });
    }
}
