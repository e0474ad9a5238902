package io.varve.server.report;

import io.varve.tiering.migration.Waiting;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The reports as text for people and as JSON for scripts. */
public final class Reports {

    private static final int SHORT_CHAIN = 12;

    private Reports() {}

    /** The tiers as a table, and what waits. */
    public static void print(TierReport report, PrintStream out) {
        TextTable table =
                TextTable.of("TIER", ">PARTITIONS", ">EVENTS", ">SIZE", ">FIRST", ">LAST", "OLDEST", "NEWEST", ">COST");
        for (TierSummary tier : report.tiers()) {
            table.row(
                    tier.tier().name(),
                    Words.count(tier.partitions()),
                    Words.count(tier.events()),
                    Words.size(tier.bytes()),
                    number(tier.firstPosition()),
                    number(tier.lastPosition()),
                    Words.instant(tier.oldest()),
                    Words.instant(tier.newest()),
                    tier.events() == 0 ? Words.NONE : Words.share(tier.costShare()));
        }
        out.println("log " + report.log() + ", head " + report.head() + protection(report));
        table.print(out);
        for (TierSummary tier : report.tiers()) {
            if (tier.ranges().size() > 1) {
                out.println(tier.tier() + " is split: " + ranges(tier.ranges()));
            }
        }
        printWaiting(report.waiting(), report.unfinishedLoad(), out);
    }

    private static String protection(TierReport report) {
        Long protectedTo = report.protectedTo();
        if (protectedTo == null) {
            return "";
        }
        return ", protected below position " + protectedTo
                + (protectedTo < report.head() ? " (" + Words.count(report.head() - protectedTo) + " are not)" : "");
    }

    /** One line for each move that waits, and one for a load of history that stands unfinished. */
    public static void printWaiting(List<Waiting> waiting, @Nullable String load, PrintStream out) {
        for (Waiting move : waiting) {
            out.println("waiting: " + line(move));
        }
        if (load != null && waiting.stream().noneMatch(move -> move.nextAttempt() == null)) {
            out.println(load);
        }
    }

    /** What waits, why, and until when, in one line. */
    public static String line(Waiting move) {
        Instant again = move.nextAttempt();
        String tried = again == null
                ? ""
                : ", tried " + move.attempts() + (move.attempts() == 1 ? " time" : " times") + ", again at "
                        + Words.instant(again);
        return move.partition() + " " + move.from() + " -> " + move.to() + tried + ": " + move.reason();
    }

    /** The tiers as JSON. */
    public static void json(TierReport report, PrintStream out) {
        JsonReport.object(
                out,
                json -> json.field("log", report.log())
                        .field("head", report.head())
                        .field("protectedTo", report.protectedTo())
                        .array(
                                "tiers",
                                report.tiers(),
                                (each, tier) -> each.field("tier", tier.tier())
                                        .field("partitions", tier.partitions())
                                        .field("events", tier.events())
                                        .field("bytes", tier.bytes())
                                        .field("firstPosition", tier.firstPosition())
                                        .field("lastPosition", tier.lastPosition())
                                        .array(
                                                "ranges",
                                                tier.ranges(),
                                                (range, positions) -> range.field(
                                                                "firstPosition", positions.firstPosition())
                                                        .field("lastPosition", positions.lastPosition()))
                                        .field("oldest", tier.oldest())
                                        .field("newest", tier.newest())
                                        .field("costShare", tier.costShare()))
                        .array("waiting", report.waiting(), Reports::waiting)
                        .field("unfinishedLoad", report.unfinishedLoad()));
    }

    /** One move that waits, as the fields of a JSON object. */
    public static void waiting(JsonReport json, Waiting move) throws IOException {
        json.field("partition", move.partition().name())
                .field("from", move.from())
                .field("to", move.to())
                .field("attempts", move.attempts())
                .field("nextAttempt", move.nextAttempt())
                .field("reason", move.reason());
    }

    /** The partitions as a table, and what keeps the newest of them hot. */
    public static void print(PartitionsReport report, Instant now, PrintStream out) {
        TextTable table = TextTable.of(
                "PARTITION",
                "TIER",
                ">FIRST",
                ">LAST",
                ">EVENTS",
                "OLDEST",
                "NEWEST",
                ">SIZE",
                "CHAIN",
                "NEXT",
                "DUE",
                "PATH");
        for (PartitionReport each : report.partitions()) {
            table.row(
                    each.partition().name(),
                    each.tier().name(),
                    Words.count(each.positions().firstPosition()),
                    Words.count(each.positions().lastPosition()),
                    Words.count(each.events()),
                    Words.instant(each.oldest()),
                    Words.instant(each.newest()),
                    Words.size(each.bytes()),
                    each.chain() == null ? Words.NONE : each.chain().substring(0, SHORT_CHAIN),
                    each.nextTier() == null ? Words.NONE : each.nextTier().name(),
                    due(each, now),
                    each.path());
        }
        table.print(out);
        if (report.unfinishedLoad() != null) {
            out.println(report.unfinishedLoad());
        }
    }

    private static String due(PartitionReport each, Instant now) {
        Waiting waiting = each.waiting();
        if (waiting != null) {
            Instant again = waiting.nextAttempt();
            return again == null ? "waits for a load" : "waits, again at " + Words.instant(again);
        }
        Instant dueAt = each.dueAt();
        if (dueAt == null) {
            return Words.NONE;
        }
        String held = dueAt.equals(each.heldUntil()) ? " (held)" : "";
        return dueAt.isAfter(now) ? Words.instant(dueAt) + held : "now";
    }

    /** The partitions as JSON. */
    public static void json(PartitionsReport report, PrintStream out) {
        JsonReport.object(
                out,
                json -> json.field("log", report.log())
                        .array("partitions", report.partitions(), Reports::partition)
                        .field("unfinishedLoad", report.unfinishedLoad()));
    }

    private static void partition(JsonReport json, PartitionReport each) throws IOException {
        Waiting waiting = each.waiting();
        json.field("partition", each.partition().name())
                .field("tier", each.tier())
                .field("firstPosition", each.positions().firstPosition())
                .field("lastPosition", each.positions().lastPosition())
                .field("events", each.events())
                .field("bytes", each.bytes())
                .field("oldest", each.oldest())
                .field("newest", each.newest())
                .field("path", each.path())
                .field("chain", each.chain())
                .field("nextTier", each.nextTier())
                .field("dueAt", each.dueAt())
                .field("heldUntil", each.heldUntil())
                .field("waiting", waiting == null ? null : waiting.reason())
                .field("attempts", waiting == null ? null : (Long) (long) waiting.attempts())
                .field("nextAttempt", waiting == null ? null : waiting.nextAttempt());
    }

    private static String number(@Nullable Long number) {
        return number == null ? Words.NONE : Words.count(number);
    }

    private static String ranges(List<PositionRange> ranges) {
        return String.join(
                ", ",
                ranges.stream()
                        .map(range ->
                                String.format(Locale.ROOT, "%,d to %,d", range.firstPosition(), range.lastPosition()))
                        .toList());
    }
}
