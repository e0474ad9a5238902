package io.varve.server.http.operate;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Micros;
import io.varve.query.projection.Projection;
import io.varve.query.projection.find.Projections;
import io.varve.query.state.Moment;
import io.varve.query.state.State;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.read.Streams;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.report.StateReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What events come to, at any moment. */
public final class StateRoutes implements Routes {

    private static final String AS_OF = "as-of";
    private static final String AT_VERSION = "at-version";
    private static final String[] PARAMETERS = {"projection", AS_OF, "by", AT_VERSION, "explain", "no-snapshot"};

    private final ServedLogs logs;
    private final Streams streams;
    private final NamedProjections projections;

    public StateRoutes(ServedLogs logs, Streams streams, Projections projections) {
        this.logs = logs;
        this.streams = streams;
        this.projections = new NamedProjections(projections);
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/v1/logs/{log}/aggregates/{id}/state",
                context -> state(context, ServedLogs.aggregate(context)),
                Role.READER);
        routes.get("/v1/logs/{log}/state", context -> state(context, null), Role.READER);
    }

    private void state(Context context, @Nullable AggregateId aggregate) {
        Query query = Query.of(context, PARAMETERS);
        ArchiveLog log = logs.of(context);
        Moment moment = moment(query);
        Projection<?> projection = projections.load(query.text("projection"));
        try (Streams.Place place = streams.take()) {
            State state = log.states().reader().read(projection, aggregate, moment, !query.flag("no-snapshot"));
            StateReport report = StateReport.of(projection, state, query.flag("explain"));
            Answers.printed(context, 200, "application/json", report::json);
        }
    }

    private static Moment moment(Query query) {
        Instant time = query.instant(AS_OF);
        Long version = query.number(AT_VERSION, 0, Long.MAX_VALUE);
        boolean byTime = Boolean.TRUE.equals(query.value("by", text -> switch (text) {
            case "time" -> true;
            case "recorded" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' must be recorded or time");
        }));
        if (time != null && version != null) {
            throw Query.refusal(AT_VERSION, "as-of and at-version name two moments: give one of them");
        }
        if (query.has("by") && time == null) {
            throw Query.refusal("by", "by says what as-of means: give it with as-of");
        }
        if (version != null) {
            return Moment.atVersion(version);
        }
        if (time == null) {
            return Moment.now();
        }
        return byTime ? Moment.happenedBy(Micros.of(time)) : Moment.knownAt(Micros.of(time));
    }
}
