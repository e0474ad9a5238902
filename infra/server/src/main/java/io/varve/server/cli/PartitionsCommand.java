package io.varve.server.cli;

import io.varve.server.report.PartitionReport;
import io.varve.server.report.Reports;
import java.util.List;
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
            List<PartitionReport> partitions = PartitionReport.of(log);
            if (isJson()) {
                Reports.json(log.name(), partitions, log.appender().unfinishedLoad(), out());
            } else {
                Reports.print(
                        partitions,
                        log.appender().unfinishedLoad(),
                        console().clock().instant(),
                        out());
            }
            return Failures.DONE;
        });
    }
}
