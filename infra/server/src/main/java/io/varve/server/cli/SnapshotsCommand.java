package io.varve.server.cli;

import io.varve.ingest.event.AggregateId;
import io.varve.query.projection.Projection;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.Skipped;
import io.varve.query.snapshot.SnapshotRules;
import io.varve.query.snapshot.SnapshotStore;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.report.JsonReport;
import io.varve.server.report.TextTable;
import io.varve.server.report.Words;
import io.varve.server.report.WorkReports;
import java.util.List;
import java.util.Objects;
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
        return withArchive(archive -> {
            ArchiveLog log = archive.log(varve().log());
            Projection<?> chosen =
                    verb == Verb.TAKE || isFile() ? archive.projections().load(String.valueOf(projection)) : null;
            String name = chosen == null ? projection : chosen.name();
            return switch (verb) {
                case LIST -> subject == null ? listAll(log, name) : listOf(log, name, new AggregateId(subject));
                case TAKE -> take(log, Objects.requireNonNull(chosen));
                case DROP -> drop(log, name);
            };
        });
    }

    private int take(ArchiveLog log, Projection<?> found) {
        SnapshotTaker taker = log.states().taker();
        SnapshotTaker.Taken taken;
        if (subject != null) {
            taken = taker.takeOne(found, new AggregateId(subject));
        } else {
            try (Progress progress = Progress.of(console(), "snapshots", "events")) {
                progress.expect(log.head());
                taken = due
                        ? taker.takeDue(found, events -> progress.reached(events, ""))
                        : taker.takeAll(found, events -> progress.reached(events, ""));
            }
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

    private int drop(ArchiveLog log, @Nullable String name) {
        long dropped = log.states().snapshots().drop(name, subject == null ? null : new AggregateId(subject));
        if (isJson()) {
            JsonReport.object(out(), json -> json.field("dropped", dropped));
        } else {
            out().println(Words.plural(dropped, "snapshot") + " dropped");
        }
        return Failures.DONE;
    }

    private int listAll(ArchiveLog log, @Nullable String name) {
        SnapshotStore store = log.states().snapshots();
        List<SnapshotSummary> summaries =
                store.projections(name).stream().map(store::summary).toList();
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

    private int listOf(ArchiveLog log, @Nullable String name, AggregateId aggregate) {
        SnapshotStore store = log.states().snapshots();
        TextTable table = TextTable.of(
                "PROJECTION", ">VERSION", "FINGERPRINT", ">AT POSITION", ">AT VERSION", ">EVENTS", "RECORDED", ">SIZE");
        for (ProjectionKey key : store.projections(name)) {
            SnapshotStore.Found found = store.find(key, aggregate, SnapshotRules.MAX_KEPT);
            for (SnapshotStore.Kept kept : found.snapshots()) {
                table.row(
                        key.name(),
                        Integer.toString(key.version()),
                        shortened(key),
                        Long.toString(kept.snapshot().position()),
                        Long.toString(kept.snapshot().version()),
                        Words.count(kept.snapshot().events()),
                        Words.micros(kept.snapshot().recordedAtMicros()),
                        Words.size(kept.snapshot().state().length));
            }
            for (Skipped skipped : found.unsound()) {
                console().err().println("varve: a snapshot by " + key + " is of no use, " + skipped.text());
            }
        }
        table.print(out());
        return Failures.DONE;
    }

    private static String shortened(ProjectionKey key) {
        return key.fingerprint().substring(0, 8);
    }

    /** A name alone may be that of a projection of which there are snapshots and nothing else. */
    private boolean isFile() {
        String given = projection;
        return given != null && (given.contains("/") || given.endsWith(".yaml") || given.endsWith(".yml"));
    }
}
