package io.varve.server.report;

import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.config.Quantities;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.RestoreResult;
import io.varve.tiering.migration.VerifyReport;
import java.io.IOException;
import java.util.List;

/** What work on a log did, as the fields of a JSON object: the same on the command line and over HTTP. */
public final class WorkReports {

    private WorkReports() {}

    /** What a log is. */
    public static void log(JsonReport json, LogDefinition log) throws IOException {
        json.field("name", log.name())
                .field("id", log.id().toString())
                .field("partition", log.unit().text())
                .field("hot", Quantities.duration(log.hot()))
                .field("warm", Quantities.duration(log.warm()));
    }

    /** The moves that would be made. */
    public static void planned(JsonReport json, PlanReport report) throws IOException {
        json.field("log", report.log())
                .field("now", report.now())
                .field("dryRun", true)
                .array("planned", report.planned(), WorkReports::move)
                .field("unfinishedLoad", report.unfinishedLoad());
    }

    /** The moves that were made, and those that wait. */
    public static void migrated(JsonReport json, MigrationReport report) throws IOException {
        json.field("log", report.log())
                .field("now", report.now())
                .array("done", report.done(), WorkReports::move)
                .array("waiting", report.waiting(), Reports::waiting)
                .field("unfinishedLoad", report.unfinishedLoad());
    }

    /** One move. */
    public static void move(JsonReport json, PlannedMove move) throws IOException {
        json.field("partition", move.partition().name())
                .field("from", move.from())
                .field("to", move.to())
                .field("firstPosition", move.firstPosition())
                .field("lastPosition", move.lastPosition())
                .field("events", move.events());
    }

    /** What a verification read and found. */
    public static void verified(JsonReport json, String log, VerifyReport report) throws IOException {
        json.field("log", log)
                .field("sound", report.isSound())
                .field("checked", report.checked())
                .field("files", report.files())
                .field("events", report.events())
                .field("bytes", report.bytes())
                .array(
                        "findings",
                        report.findings(),
                        (each, finding) -> each.field("partition", finding.partition())
                                .field("tier", finding.tier())
                                .field("location", finding.location())
                                .field("problem", finding.problem()));
    }

    /** What a restore brought back. */
    public static void restored(JsonReport json, String log, RestoreResult result) throws IOException {
        json.field("log", log)
                .array("restored", result.restored(), (each, partition) -> each.field("partition", partition.name()))
                .array(
                        "alreadyWarm",
                        result.alreadyWarm(),
                        (each, partition) -> each.field("partition", partition.name()))
                .field("heldUntil", result.heldUntil());
    }

    /** Snapshots that were taken. */
    public static void taken(JsonReport json, SnapshotTaker.Taken taken) throws IOException {
        json.field("aggregates", taken.aggregates())
                .field("taken", taken.taken())
                .field("failed", taken.failed())
                .field("failure", taken.failure());
    }

    /** The snapshots that there are, by projection. */
    public static void snapshots(JsonReport json, List<SnapshotSummary> summaries) throws IOException {
        json.array(
                "projections",
                summaries,
                (each, summary) -> each.field("projection", summary.projection().name())
                        .field("version", summary.projection().version())
                        .field("fingerprint", summary.projection().fingerprint())
                        .field("snapshots", summary.snapshots())
                        .field("unsound", summary.unsound())
                        .field("bytes", summary.bytes())
                        .field("newestPosition", summary.newestPosition()));
    }
}
