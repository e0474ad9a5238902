package io.varve.server.cli;

import io.varve.server.report.PartitionsReport;
import io.varve.server.report.Reports;
import picocli.CommandLine.Command;

/** {@code varve partitions}. */
@Command(
        name = "partitions",
        description = "Show each partition: where it lies, what it holds, what is due next and when.",
        footerHeading = "%nExamples:%n",
        footer = {"  varve partitions", "  varve partitions --json"})
final class PartitionsCommand extends DirectoryAction {

    @Override
    public Integer call() throws Exception {
        return withLog(log -> {
            PartitionsReport report = log.work().partitions();
            if (isJson()) {
                Reports.json(report, out());
            } else {
                Reports.print(report, console().clock().instant(), out());
            }
            return Failures.DONE;
        });
    }
}
