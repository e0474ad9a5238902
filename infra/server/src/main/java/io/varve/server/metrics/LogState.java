package io.varve.server.metrics;

import io.varve.ingest.append.AppendRefusal;
import io.varve.ingest.event.Micros;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.report.TierReport;
import io.varve.server.report.TierSummary;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.Waiting;
import io.varve.tiering.partition.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One log at one moment. What is not known is NaN, never 0.
 *
 * @param report what lies where
 * @param refusals why it takes no appends; empty if it takes them
 * @param overdueSeconds how long the oldest move that is due has been due; 0 if none is
 * @param failuresInARow the most tries that any move has failed
 * @param verifyAgeSeconds since a verification came to its end; NaN if none ever did
 * @param protectionAgeSeconds since the bucket was last sent what is new; NaN if it was not since the log was opened
 * @param hotFreeBytes free space on the disk of the hot tier
 * @param hotDaysLeft in how many days that disk is full down to its reserve, if events come as they came while the hot
 *     tier filled, and nothing is moved away; NaN if nothing is hot
 */
record LogState(
        TierReport report,
        Set<AppendRefusal.Reason> refusals,
        double overdueSeconds,
        double failuresInARow,
        double verifyAgeSeconds,
        double protectionAgeSeconds,
        double hotFreeBytes,
        double hotDaysLeft) {

    /** @param now null if no clock can be believed; ages are not known then */
    static LogState of(ArchiveLog log, VarveConfig config, @Nullable Instant now) {
        TierReport report = TierReport.of(log, config.prices());
        double free = log.hotDirectory().toFile().getUsableSpace();
        return new LogState(
                report,
                log.appender().refusals().stream().map(AppendRefusal::reason).collect(Collectors.toUnmodifiableSet()),
                now == null ? Double.NaN : overdue(log, now),
                report.waiting().stream().mapToInt(Waiting::attempts).max().orElse(0),
                age(log.verifier().lastEnded(), now),
                age(log.protection().lastShipped(), now),
                free,
                daysLeft(report, free - config.append().diskReserveBytes()));
    }

    TierSummary tier(Tier tier) {
        return report.tiers().stream()
                .filter(summary -> summary.tier() == tier)
                .findFirst()
                .orElseThrow();
    }

    private static double overdue(ArchiveLog log, Instant now) {
        Duration oldest = Duration.ZERO;
        for (PlannedMove move : log.migrator().plan(now)) {
            Duration age = move.to() == Tier.WARM
                    ? log.definition().hot()
                    : log.definition().warm();
            Instant due = Micros.instant(move.partition().endMicros()).plus(age);
            Duration overdue = Duration.between(due, now);
            oldest = overdue.compareTo(oldest) > 0 ? overdue : oldest;
        }
        return oldest.toSeconds();
    }

    private static double daysLeft(TierReport report, double freeBytes) {
        TierSummary hot = report.tiers().stream()
                .filter(summary -> summary.tier() == Tier.HOT)
                .findFirst()
                .orElseThrow();
        Instant oldest = hot.oldest();
        Instant newest = hot.newest();
        if (oldest == null || newest == null || hot.bytes() == 0) {
            return Double.NaN;
        }
        double days = Math.max(1, Duration.between(oldest, newest).toSeconds() / 86_400.0);
        return Math.max(0, freeBytes) / (hot.bytes() / days);
    }

    private static double age(Optional<Instant> then, @Nullable Instant now) {
        return now == null || then.isEmpty()
                ? Double.NaN
                : Duration.between(then.get(), now).toSeconds();
    }
}
