package io.varve.server.cli;

import io.varve.server.archive.ArchiveRecovery;
import io.varve.server.config.VarveConfig;
import io.varve.server.report.JsonReport;
import io.varve.server.report.Words;
import io.varve.tiering.recovery.RecoveryReport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve recover}. */
@Command(
        name = "recover",
        description = "Bring logs back from the bucket alone, into a new data directory. The bucket is only read.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve recover --data new --config varve.yaml --from s3://my-archive/varve/prod",
            "  varve recover --data drill --config varve.yaml --from s3://my-archive --log audit --json",
            "",
            "Without --log, all logs that the bucket holds. Endpoint and credentials come from the configuration, whose",
            "cold.bucket and cold.prefix are those of --from. What was on local disk only is told as lost, ends with 0;",
            "what the bucket must hold and lacks is named, ends with 1."
        })
final class RecoverCommand extends DirectoryAction {

    private static final Pattern FROM = Pattern.compile("s3://[^/]+(/.*)?");

    @Option(
            names = "--from",
            required = true,
            paramLabel = "s3://BUCKET/PREFIX",
            description = "where the archive's objects lie")
    private String from = "";

    @Option(
            names = "--id",
            paramLabel = "UUID",
            description = "the log's id, where the bucket holds several of one name")
    private @Nullable UUID id;

    @Override
    public Integer call() throws Exception {
        if (!FROM.matcher(from).matches()) {
            throw new UsageException("--from '" + from + "' must be s3://BUCKET or s3://BUCKET/PREFIX");
        }
        VarveConfig config = config(directory());
        Instant start = console().clock().instant();
        List<RecoveryReport> reports;
        try (Progress progress = Progress.of(console(), "recover", "events")) {
            reports = new ArchiveRecovery(
                            config, URI.create(from.endsWith("/") ? from : from + "/"), varve().namedLog(), id)
                    .run((log, done, total, what) -> {
                        progress.expect(total);
                        progress.reached(done, log + ", " + what);
                    });
        }
        Duration took = Duration.between(start, console().clock().instant());
        for (RecoveryReport report : reports) {
            report.warnings().forEach(warning -> console().err().println("varve: " + warning));
        }
        if (isJson()) {
            json(reports);
        } else {
            reports.forEach(report -> out().println(text(report)));
            out().println("recovered " + Words.plural(reports.size(), "log") + " in " + Words.seconds(took)
                    + "; `varve verify` reads every byte of them again");
        }
        return Failures.DONE;
    }

    private static String text(RecoveryReport report) {
        Long lostFrom = report.lostFrom();
        Long lostTo = report.lostTo();
        Integer subscriptions = report.subscriptions();
        return "log " + report.log() + ": " + Words.plural(report.endPosition(), "event")
                + (report.endPosition() == 0 ? "" : ", positions 0 to " + (report.endPosition() - 1)) + "; "
                + Words.plural(report.sealedTo(), "event") + " in " + Words.plural(report.files(), "file") + " of "
                + Words.size(report.bytes())
                + (report.rebuiltFiles() == 0 ? "" : ", " + report.rebuiltFiles() + " of them sealed anew")
                + ", " + Words.count(report.fromSegments()) + " from segments"
                + (lostFrom == null || lostTo == null
                        ? ""
                        : "; LOST: positions " + lostFrom + " to " + lostTo + " are known to have been, and any after")
                + "; "
                + (subscriptions == null ? "no copy of subscriptions" : Words.plural(subscriptions, "subscription"))
                + ". Events that had not been shipped are gone; the next position is " + report.endPosition();
    }

    private static @Nullable Long subscriptions(RecoveryReport report) {
        Integer count = report.subscriptions();
        return count == null ? null : Long.valueOf(count);
    }

    private void json(List<RecoveryReport> reports) {
        JsonReport.object(
                out(),
                json -> json.array(
                        "logs",
                        reports,
                        (each, report) -> each.field("log", report.log())
                                .field("id", report.logId().toString())
                                .field("manifest", report.manifest())
                                .field("events", report.endPosition())
                                .field("files", report.files())
                                .field("rebuiltFiles", report.rebuiltFiles())
                                .field("rebuiltSidecars", report.rebuiltSidecars())
                                .field("bytes", report.bytes())
                                .field("sealedTo", report.sealedTo())
                                .field("fromSegments", report.fromSegments())
                                .field("nextPosition", report.endPosition())
                                .field("lostFrom", report.lostFrom())
                                .field("lostTo", report.lostTo())
                                .field("subscriptions", subscriptions(report))
                                .array(
                                        "warnings",
                                        report.warnings(),
                                        (line, warning) -> line.field("warning", warning))));
    }
}
