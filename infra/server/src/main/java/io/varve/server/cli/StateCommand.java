package io.varve.server.cli;

import io.varve.ingest.event.AggregateId;
import io.varve.query.state.Moment;
import io.varve.server.client.StateClient;
import io.varve.server.report.AllStatesReport;
import io.varve.server.report.StateReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve state}. */
@Command(
        name = "state",
        description = "Print what a projection makes of an aggregate's events, now or at a past moment.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve state account-17 --projection balance",
            "  varve state account-17 --projection balance --as-of 2026-01-31T23:59:59Z",
            "  varve state account-17 --projection balance --as-of 2026-01-31 --by time --explain",
            "  varve state account-17 --projection balance --at-version 3 --json",
            "  varve state --all --projection ./balance.yaml --as-of 2026-01-31T23:59:59Z",
            "  varve state --all --projection balance --json --url http://127.0.0.1:7070 > states.ndjson",
            "",
            "As-of and at-version are inclusive; times are UTC. By recorded: what was known then. By time: what had",
            "happened then; events of a later time, or without one, are left out. A projection of the whole log takes",
            "no SUBJECT. With --all there is a line for each aggregate that had an event by then, in their order: subject,",
            "version, position and state, divided by tabs; with --json an object. Names are those of files in",
            "DIR/projections and of classes on the class path; by --url, those of the server. A FILE is read here, and",
            "sent to the server, which keeps nothing of it: no snapshot is read or taken there."
        })
final class StateCommand extends DirectoryAction {

    @Parameters(index = "0", arity = "0..1", paramLabel = "SUBJECT", description = "the aggregate")
    private @Nullable String subject;

    @Option(
            names = "--projection",
            required = true,
            paramLabel = "FILE|NAME",
            description = "a projection's name, or a file that declares one")
    private String projection = "";

    @Mixin
    private AsOf asOf = new AsOf();

    @Option(names = "--at-version", paramLabel = "N", description = "the state after the event of this version")
    private @Nullable Long atVersion;

    @Option(names = "--all", description = "the states of all aggregates, a line for each")
    private boolean all;

    @Option(names = "--no-snapshot", description = "fold from the first event on, whatever is stored")
    private boolean noSnapshot;

    @Option(names = "--explain", description = "tell from which snapshot and what it cost")
    private boolean explain;

    @Override
    public Integer call() throws Exception {
        Moment moment = moment();
        if (subject != null && subject.isEmpty()) {
            throw new UsageException("SUBJECT must not be empty");
        }
        if (all && (subject != null || atVersion != null || explain || noSnapshot)) {
            throw new UsageException(
                    "--all takes every aggregate from its first event on: it goes with --as-of and --by"
                            + " alone, not with a SUBJECT, --at-version, --explain or --no-snapshot");
        }
        return withLog(log -> all ? printAll(log.states(), moment) : print(log.states(), moment));
    }

    private Moment moment() {
        Moment then = asOf.moment();
        Long version = atVersion;
        if (version == null) {
            return then;
        }
        if (asOf.isGiven()) {
            throw new UsageException("--as-of and --at-version name two moments: give one of them");
        }
        if (version < 0) {
            throw new UsageException("--at-version " + version + " must be 0 or more");
        }
        return Moment.atVersion(version);
    }

    private int printAll(StateClient states, Moment moment) {
        try (Progress progress = Progress.of(console(), "states", "events")) {
            AllStatesReport report = new AllStatesReport(out(), isJson());
            states.allStates(projection, moment, report::add, progress);
        } finally {
            out().flush();
        }
        return Failures.DONE;
    }

    private int print(StateClient states, Moment moment) {
        AggregateId aggregate = subject == null ? null : new AggregateId(subject);
        StateReport report = states.state(projection, aggregate, moment, !noSnapshot, explain);
        if (isJson()) {
            report.json(out());
        } else {
            report.text(out());
        }
        return Failures.DONE;
    }
}
