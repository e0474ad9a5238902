package io.varve.server.client.remote;

import io.varve.server.client.WorkClient;
import io.varve.server.client.WorkListener;
import io.varve.server.config.Quantities;
import io.varve.server.report.JsonReport;
import io.varve.server.report.MigrationReport;
import io.varve.server.report.PartitionReport;
import io.varve.server.report.PartitionsReport;
import io.varve.server.report.PlanReport;
import io.varve.server.report.PositionRange;
import io.varve.server.report.TierReport;
import io.varve.server.report.TierSummary;
import io.varve.tiering.migration.Finding;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.RestoreResult;
import io.varve.tiering.migration.VerifyReport;
import io.varve.tiering.migration.Waiting;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What lies where in a log of a server, and what is done with it. */
record RemoteWork(Exchange server, String log) implements WorkClient {

    private static final String MIGRATIONS = "migrations";

    private String path(String what) {
        return ServerAddress.path("v1", "logs", log, what);
    }

    @Override
    public TierReport tiers() {
        JsonValue json = server.get(path("tiers"));
        return new TierReport(
                json.text("log"),
                json.number("head"),
                json.numberOrNull("protectedTo"),
                json.list("tiers", RemoteWork::summary),
                json.list("waiting", RemoteWork::waiting),
                json.textOrNull("unfinishedLoad"));
    }

    private static TierSummary summary(JsonValue json) {
        return new TierSummary(
                json.parsed("tier", Tier::valueOf),
                (int) json.number("partitions"),
                json.number("events"),
                json.number("bytes"),
                json.list("ranges", RemoteWork::range),
                json.instantOrNull("oldest"),
                json.instantOrNull("newest"),
                json.decimal("costShare"));
    }

    private static PositionRange range(JsonValue json) {
        return new PositionRange(json.number("firstPosition"), json.number("lastPosition"));
    }

    private static Waiting waiting(JsonValue json) {
        return new Waiting(
                json.parsed("partition", Partition::parse),
                json.parsed("from", Tier::valueOf),
                json.parsed("to", Tier::valueOf),
                (int) json.number("attempts"),
                json.instantOrNull("nextAttempt"),
                json.text("reason"));
    }

    @Override
    public PartitionsReport partitions() {
        JsonValue json = server.get(path("partitions"));
        return new PartitionsReport(
                json.text("log"), json.list("partitions", RemoteWork::partition), json.textOrNull("unfinishedLoad"));
    }

    private static PartitionReport partition(JsonValue json) {
        Partition partition = json.parsed("partition", Partition::parse);
        Tier tier = json.parsed("tier", Tier::valueOf);
        Tier next = json.parsedOrNull("nextTier", Tier::valueOf);
        String waits = json.textOrNull("waiting");
        return new PartitionReport(
                partition,
                tier,
                range(json),
                json.number("bytes"),
                json.instant("oldest"),
                json.instant("newest"),
                json.text("path"),
                json.textOrNull("chain"),
                next,
                json.instantOrNull("dueAt"),
                json.instantOrNull("heldUntil"),
                waits == null || next == null
                        ? null
                        : new Waiting(
                                partition,
                                tier,
                                next,
                                (int) json.number("attempts"),
                                json.instantOrNull("nextAttempt"),
                                waits));
    }

    @Override
    public PlanReport plan(@Nullable Instant now) {
        JsonValue json = server.post(path(MIGRATIONS), at(now, true));
        return new PlanReport(
                json.text("log"),
                json.instant("now"),
                json.list("planned", RemoteWork::move),
                json.textOrNull("unfinishedLoad"));
    }

    @Override
    public MigrationReport migrate(@Nullable Instant now, WorkListener listener) {
        JsonValue json = done(MIGRATIONS, at(now, false), listener);
        return new MigrationReport(
                json.text("log"),
                json.instant("now"),
                json.list("done", RemoteWork::move),
                json.list("waiting", RemoteWork::waiting),
                json.textOrNull("unfinishedLoad"));
    }

    private static JsonReport.Content at(@Nullable Instant now, boolean dryRun) {
        return json -> {
            json.field("dryRun", dryRun);
            if (now != null) {
                json.field("now", now);
            }
        };
    }

    private static PlannedMove move(JsonValue json) {
        return new PlannedMove(
                json.parsed("partition", Partition::parse),
                json.parsed("from", Tier::valueOf),
                json.parsed("to", Tier::valueOf),
                json.number("firstPosition"),
                json.number("lastPosition"),
                json.number("events"));
    }

    @Override
    public VerifyReport verify(@Nullable Tier tier, @Nullable Long budget, WorkListener listener) {
        JsonValue json = done("verify", body -> wanted(body, tier, budget), listener);
        return new VerifyReport(
                json.number("checked"),
                json.number("files"),
                json.number("events"),
                json.number("bytes"),
                json.list(
                        "findings",
                        each -> new Finding(
                                each.text("partition"),
                                each.parsed("tier", Tier::valueOf),
                                each.text("location"),
                                each.text("problem"))));
    }

    private static void wanted(JsonReport body, @Nullable Tier tier, @Nullable Long budget) throws IOException {
        if (tier != null) {
            body.field("tier", tier.name().toLowerCase(Locale.ROOT));
        }
        if (budget != null) {
            body.field("budget", budget + "B");
        }
    }

    @Override
    public RestoreResult restore(List<Partition> partitions, Duration hold, WorkListener listener) {
        JsonValue json = done(
                "restore",
                body -> body.texts(
                                "partitions",
                                partitions.stream().map(Partition::name).toList())
                        .field("for", Quantities.duration(hold)),
                listener);
        return new RestoreResult(
                json.list("restored", RemoteWork::named),
                json.list("alreadyWarm", RemoteWork::named),
                json.instant("heldUntil"));
    }

    private static Partition named(JsonValue json) {
        return json.parsed("partition", Partition::parse);
    }

    private JsonValue done(String what, JsonReport.Content wanted, WorkListener listener) {
        return new Operation(server, log).watch(server.post(path(what), wanted), listener);
    }
}
