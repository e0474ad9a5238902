package io.varve.server.client.remote;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.projection.find.Projections;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.sql.SqlReading;
import io.varve.query.state.Moment;
import io.varve.query.state.SnapshotTaker;
import io.varve.query.state.all.AggregateState;
import io.varve.server.client.NotOfferedException;
import io.varve.server.client.StateClient;
import io.varve.server.client.Stopping;
import io.varve.server.client.WorkListener;
import io.varve.server.client.remote.ServerAddress.Parameters;
import io.varve.server.report.AggregateSnapshots;
import io.varve.server.report.StateExplanation;
import io.varve.server.report.StateReport;
import io.varve.server.rows.RowFormat;
import io.varve.tiering.partition.Tier;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the events of a log of a server come to. */
record RemoteStates(Exchange server, String log) implements StateClient {

    private static final String PROJECTION = "projection";
    private static final String SUBJECT = "subject";

    private String snapshotsPath() {
        return ServerAddress.path("v1", "logs", log, "snapshots");
    }

    @Override
    public StateReport state(
            String projection, @Nullable AggregateId subject, Moment moment, boolean useSnapshots, boolean explained) {
        Parameters parameters = new Parameters().with(PROJECTION, named(projection));
        if (moment instanceof Moment.KnownAt known) {
            parameters.with("as-of", Micros.text(known.recordedAtMicros()));
        } else if (moment instanceof Moment.HappenedBy happened) {
            parameters.with("as-of", Micros.text(happened.timeMicros())).with("by", "time");
        } else if (moment instanceof Moment.AtVersion at) {
            parameters.with("at-version", at.version());
        }
        parameters.with("no-snapshot", !useSnapshots).with("explain", explained);
        String path = subject == null
                ? ServerAddress.path("v1", "logs", log, "state")
                : ServerAddress.path("v1", "logs", log, "aggregates", subject.value(), "state");
        JsonValue json = server.get(parameters.behind(path));
        JsonValue how = json.objectOrNull("explain");
        return new StateReport(
                json.text(PROJECTION),
                (int) json.number("projectionVersion"),
                json.textOrNull(SUBJECT),
                json.number("version"),
                json.number("position"),
                json.instantOrNull("recordedAt"),
                json.raw("state"),
                how == null ? null : explanation(how));
    }

    private static StateExplanation explanation(JsonValue json) {
        Long position = json.numberOrNull("snapshotPosition");
        Map<Tier, Long> events = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            events.put(tier, json.number(StateExplanation.eventsOf(tier)));
        }
        return new StateExplanation(
                position == null
                        ? null
                        : new StateExplanation.From(
                                position, json.number("snapshotVersion"), json.number("snapshotEvents")),
                json.list(
                        "skipped",
                        each -> new StateExplanation.PassedOver(
                                each.numberOrNull("position"), each.text("reason"), each.text("says"))),
                events,
                json.number("files"),
                json.number("bytes"),
                json.number("s3Gets"),
                json.decimal("lookUpMs"),
                json.decimal("readMs"),
                json.decimal("foldMs"));
    }

    @Override
    public void allStates(String projection, Moment moment, Consumer<AggregateState> states, WorkListener listener) {
        throw new NotOfferedException(
                "state --all reads the whole log where it lies: call it in the data directory, where the server does"
                        + " not run");
    }

    private static @Nullable String named(@Nullable String projection) {
        if (projection != null && Projections.isFile(projection)) {
            throw new NotOfferedException("--projection '" + projection + "' is a file: a server knows the names of"
                    + " those in the directory projections/ of its data");
        }
        return projection;
    }

    @Override
    public List<SnapshotSummary> snapshots(@Nullable String projection) {
        return server.get(new Parameters().with(PROJECTION, named(projection)).behind(snapshotsPath()))
                .list(
                        "projections",
                        each -> new SnapshotSummary(
                                key(each, "version"),
                                each.number("snapshots"),
                                each.number("unsound"),
                                each.number("bytes"),
                                each.numberOrNull("newestPosition")));
    }

    private static ProjectionKey key(JsonValue json, String version) {
        return new ProjectionKey(json.text(PROJECTION), (int) json.number(version), json.text("fingerprint"));
    }

    @Override
    public AggregateSnapshots snapshots(@Nullable String projection, AggregateId subject) {
        JsonValue json = server.get(new Parameters()
                .with(PROJECTION, named(projection))
                .with(SUBJECT, subject.value())
                .behind(snapshotsPath()));
        return new AggregateSnapshots(
                json.list(
                        "snapshots",
                        each -> new AggregateSnapshots.Stored(
                                key(each, "projectionVersion"),
                                each.number("position"),
                                each.number("version"),
                                each.number("events"),
                                each.instant("recordedAt"),
                                each.number("bytes"))),
                json.texts("unsound"));
    }

    @Override
    public SnapshotTaker.Taken take(
            String projection, @Nullable AggregateId subject, boolean due, WorkListener listener) {
        String name = named(projection);
        JsonValue answer = server.post(snapshotsPath(), json -> {
            json.field(PROJECTION, name).field("due", due);
            if (subject != null) {
                json.field(SUBJECT, subject.value());
            }
        });
        JsonValue taken = subject == null ? new Operation(server, log).watch(answer, listener) : answer;
        return new SnapshotTaker.Taken(
                taken.number("aggregates"), taken.number("taken"), taken.number("failed"), taken.textOrNull("failure"));
    }

    @Override
    public long drop(@Nullable String projection, @Nullable AggregateId subject) {
        String path = new Parameters()
                .with(PROJECTION, named(projection))
                .with(SUBJECT, subject == null ? null : subject.value())
                .behind(snapshotsPath());
        return server.json(server.to(path).DELETE()).number("dropped");
    }

    @Override
    public SqlReading select(String statement, RowFormat format, int mostChars, PrintStream out, Stopping stopping) {
        boolean isCut = format == RowFormat.TABLE && mostChars < Integer.MAX_VALUE;
        String path = new Parameters()
                .with("cell-width", isCut ? mostChars : null)
                .behind(ServerAddress.path("v1", "logs", log, "sql"));
        HttpRequest.Builder request = server.to(path)
                .setHeader("Content-Type", "application/sql")
                .setHeader("Accept", mediaType(format))
                .POST(HttpRequest.BodyPublishers.ofString(statement));
        stopping.wakes(Thread.currentThread()::interrupt);
        return Rows.handOver(server.send(request), out, stopping);
    }

    private static String mediaType(RowFormat format) {
        return switch (format) {
            case TABLE -> "text/plain";
            case JSON -> "application/json";
            case NDJSON -> "application/x-ndjson";
            case CSV -> "text/csv";
            case PARQUET -> throw new IllegalArgumentException("Parquet is not sent row by row");
        };
    }

    @Override
    public SqlReading selectInto(Path parquet, String statement, Stopping stopping) {
        throw new NotOfferedException(
                "--format parquet is written by who has the data: a server answers as table," + " json, ndjson or csv");
    }
}
