package io.varve.server.client.remote;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.projection.declared.ProjectionFile;
import io.varve.query.projection.find.Projections;
import io.varve.query.snapshot.ProjectionKey;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.sql.Question;
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
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        Parameters parameters = of(moment).with("explain", explained);
        if (!Projections.isFile(projection)) {
            parameters.with("no-snapshot", !useSnapshots);
        }
        String path = subject == null
                ? ServerAddress.path("v1", "logs", log, "state")
                : ServerAddress.path("v1", "logs", log, "aggregates", subject.value(), "state");
        JsonValue json = server.json(asked(path, parameters, projection));
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

    private static Parameters of(Moment moment) {
        Parameters parameters = new Parameters();
        if (moment instanceof Moment.KnownAt known) {
            parameters.with("as-of", Micros.text(known.recordedAtMicros()));
        } else if (moment instanceof Moment.HappenedBy happened) {
            parameters.with("as-of", Micros.text(happened.timeMicros())).with("by", "time");
        } else if (moment instanceof Moment.AtVersion at) {
            parameters.with("at-version", at.version());
        }
        return parameters;
    }

    /** Names the projection, or sends the file that declares it. */
    private HttpRequest.Builder asked(String path, Parameters parameters, String projection) {
        if (!Projections.isFile(projection)) {
            return server.to(parameters.with(PROJECTION, projection).behind(path));
        }
        Path file = Projections.path(projection);
        String yaml = ProjectionFile.read(file);
        return server.to(parameters.with("file", file.getFileName()).behind(path))
                .setHeader("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(yaml));
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
        HttpRequest.Builder request = asked(ServerAddress.path("v1", "logs", log, "states"), of(moment), projection);
        long total = moment.equals(Moment.now())
                ? server.get(ServerAddress.path("v1", "logs", log)).number("head")
                : -1;
        StateStream.read(
                server.send(request.setHeader("Accept", "application/x-ndjson")),
                states,
                events -> listener.reached(events, total, null));
    }

    /** A name alone may be that of a projection of which there are snapshots and nothing else. */
    private static @Nullable String name(@Nullable String projection) {
        return projection != null && Projections.isFile(projection)
                ? ProjectionFile.load(Projections.path(projection)).name()
                : projection;
    }

    @Override
    public List<SnapshotSummary> snapshots(@Nullable String projection) {
        return server.get(new Parameters().with(PROJECTION, name(projection)).behind(snapshotsPath()))
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
                .with(PROJECTION, name(projection))
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
        if (Projections.isFile(projection)) {
            throw new NotOfferedException("--projection '" + projection + "' is a file, of which a server takes no"
                    + " snapshots: put it into projections/ of its data directory, and ask by its name");
        }
        JsonValue answer = server.post(snapshotsPath(), json -> {
            json.field(PROJECTION, projection).field("due", due);
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
                .with(PROJECTION, name(projection))
                .with(SUBJECT, subject == null ? null : subject.value())
                .behind(snapshotsPath());
        return server.json(server.to(path).DELETE()).number("dropped");
    }

    @Override
    public SqlReading select(Question question, RowFormat format, int mostChars, PrintStream out, Stopping stopping) {
        boolean isCut = format == RowFormat.TABLE && mostChars < Integer.MAX_VALUE;
        String path = of(question.moment())
                .with("cell-width", isCut ? mostChars : null)
                .behind(ServerAddress.path("v1", "logs", log, "sql"));
        HttpRequest.Builder request = server.to(path)
                .setHeader("Content-Type", "application/sql")
                .setHeader("Accept", format.mediaType())
                .POST(HttpRequest.BodyPublishers.ofString(question.select()));
        stopping.wakes(Thread.currentThread()::interrupt);
        return Rows.handOver(server.send(request), out, stopping);
    }

    @Override
    public SqlReading selectInto(Path parquet, Question question, Stopping stopping) throws IOException {
        try (PrintStream to = new PrintStream(Files.newOutputStream(parquet), false, StandardCharsets.UTF_8)) {
            SqlReading reading = select(question, RowFormat.PARQUET, Integer.MAX_VALUE, to, stopping);
            if (to.checkError()) {
                throw new IOException("cannot write " + parquet + ": is the disk full?");
            }
            return reading;
        }
    }
}
