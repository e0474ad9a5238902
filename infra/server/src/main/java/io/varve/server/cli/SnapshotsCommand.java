package io.varve.server.cli;

import io.varve.ingest.event.AggregateId;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.client.StateClient;
import io.varve.server.report.AggregateSnapshots;
import io.varve.server.report.JsonReport;
import io.varve.server.report.TextTable;
import io.varve.server.report.Words;
import io.varve.server.report.WorkReports;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve snapshots}: stored states, which spare replays. */
@Command(
        name = "snapshots",
        description = "List, take or drop stored states. They only spare time: without them all is replayed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve snapshots",
            "  varve snapshots take --projection balance           of every aggregate",
            "  varve snapshots take --projection balance --due     those that the projection asks for",
            "  varve snapshots take account-17 --projection balance",
            "  varve snapshots list account-17",
            "  varve snapshots drop --projection balance"
        })
final class SnapshotsCommand extends DirectoryAction {

    enum Verb {
        LIST,
        TAKE,
        DROP
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "list|take|drop", description = "default: list")
    private Verb verb = Verb.LIST;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SUBJECT", description = "of one aggregate alone")
    private @Nullable String subject;

    @Option(
            names = "--projection",
            paramLabel = "FILE|NAME",
            description = "of this projection alone; to take, it must be given")
    private @Nullable String projection;

    @Option(names = "--due", description = "take only those that the projection's policy asks for")
    private boolean due;

    @Override
    public Integer call() throws Exception {
        if (verb == Verb.TAKE && projection == null) {
            throw new UsageException("snapshots take needs --projection");
        }
        if (due && (verb != Verb.TAKE || subject != null)) {
            throw new UsageException("--due chooses among all aggregates that `take` takes: it goes with nothing else");
        }
        AggregateId aggregate = subject == null ? null : new AggregateId(subject);
        return withLog(log -> switch (verb) {
            case LIST ->
                aggregate == null
                        ? listAll(log.states().snapshots(projection))
                        : listOf(log.states().snapshots(projection, aggregate));
            case TAKE -> take(log.states(), aggregate);
            case DROP -> drop(log.states().drop(projection, aggregate));
        });
    }

    private int take(StateClient states, @Nullable AggregateId aggregate) {
        SnapshotTaker.Taken taken;
        try (Progress progress = Progress.of(console(), "snapshots", "events")) {
            taken = states.take(String.valueOf(projection), aggregate, due, progress);
        }
        if (isJson()) {
            JsonReport.object(out(), json -> WorkReports.taken(json, taken));
        } else {
            out().println(Words.plural(taken.taken(), "snapshot") + " taken, "
                    + Words.plural(taken.aggregates(), "state") + " looked at");
        }
        if (taken.failed() > 0) {
            console()
                    .err()
                    .println("varve: " + Words.plural(taken.failed(), "state") + " could not be folded, the first: "
                            + taken.failure());
        }
        return taken.failed() > 0 ? Failures.FAILED : Failures.DONE;
    }

    private int drop(long dropped) {
        if (isJson()) {
            JsonReport.object(out(), json -> json.field("dropped", dropped));
        } else {
            out().println(Words.plural(dropped, "snapshot") + " dropped");
        }
        return Failures.DONE;
    }

    private int listAll(List<SnapshotSummary> summaries) {
        if (isJson()) {
            JsonReport.object(out(), json -> WorkReports.snapshots(json, summaries));
            return Failures.DONE;
        }
        TextTable table =
                TextTable.of("PROJECTION", ">VERSION", "FINGERPRINT", ">SNAPSHOTS", ">UNSOUND", ">SIZE", ">NEWEST AT");
        for (SnapshotSummary summary : summaries) {
            Long newest = summary.newestPosition();
            table.row(
                    summary.projection().name(),
                    Integer.toString(summary.projection().version()),
                    shortened(summary.projection()),
                    Words.count(summary.snapshots()),
                    Words.count(summary.unsound()),
                    Words.size(summary.bytes()),
                    newest == null ? Words.NONE : newest.toString());
        }
        table.print(out());
        return Failures.DONE;
    }

    private int listOf(AggregateSnapshots found) {
        if (isJson()) {
            JsonReport.object(out(), found::write);
        } else {
            TextTable table = TextTable.of(
                    "PROJECTION",
                    ">VERSION",
                    "FINGERPRINT",
                    ">AT POSITION",
                    ">AT VERSION",
                    ">EVENTS",
                    "RECORDED",
                    ">SIZE");
            for (AggregateSnapshots.Stored each : found.snapshots()) {
                table.row(
                        each.projection().name(),
                        Integer.toString(each.projection().version()),
                        shortened(each.projection()),
                        Long.toString(each.position()),
                        Long.toString(each.version()),
                        Words.count(each.events()),
                        Words.instant(each.recordedAt()),
                        Words.size(each.bytes()));
            }
            table.print(out());
        }
        found.unsound().forEach(each -> console().err().println("varve: " + each));
        return Failures.DONE;
    }

    private static String shortened(ProjectionKey key) {
        return key.fingerprint().substring(0, 8);
    }
}
