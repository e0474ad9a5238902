package io.varve.server.http.state;

import static io.varve.server.http.route.AskedMoment.AS_OF;
import static io.varve.server.http.route.AskedMoment.AT_VERSION;
import static io.varve.server.http.route.AskedMoment.BY;
import static io.varve.server.http.state.AskedProjections.FILE;
import static io.varve.server.http.state.AskedProjections.PROJECTION;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.query.projection.Projection;
import io.varve.query.state.State;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.AskedMoment;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.route.Streams;
import io.varve.server.report.StateReport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the events of an aggregate, or of a log, come to, at any moment. */
public final class StateRoutes implements Routes {

    private static final String OF_LOG = "/v1/logs/{log}/state";
    private static final String OF_AGGREGATE = "/v1/logs/{log}/aggregates/{id}/state";
    private static final String EXPLAIN = "explain";
    private static final String NO_SNAPSHOT = "no-snapshot";

    private final ServedLogs logs;
    private final AskedProjections projections;
    private final Streams streams;

    public StateRoutes(ServedLogs logs, AskedProjections projections, Streams streams) {
        this.logs = logs;
        this.projections = projections;
        this.streams = streams;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(OF_AGGREGATE, context -> byName(context, ServedLogs.aggregate(context)), Role.READER);
        routes.get(OF_LOG, context -> byName(context, null), Role.READER);
        routes.post(OF_AGGREGATE, context -> bySent(context, ServedLogs.aggregate(context)), Role.READER);
        routes.post(OF_LOG, context -> bySent(context, null), Role.READER);
    }

    private void byName(Context context, @Nullable AggregateId aggregate) {
        Query query = Query.of(context, PROJECTION, AS_OF, BY, AT_VERSION, EXPLAIN, NO_SNAPSHOT);
        Projection<?> projection = projections.named(query.text(PROJECTION));
        try (Streams.Place place = streams.take()) {
            answer(context, query, projection, aggregate, !query.flag(NO_SNAPSHOT));
        }
    }

    /** No snapshot is read or taken: who may read has nothing stored. */
    private void bySent(Context context, @Nullable AggregateId aggregate) throws IOException {
        Query query = Query.of(context, FILE, AS_OF, BY, AT_VERSION, EXPLAIN);
        try (Streams.Place place = streams.take()) {
            answer(context, query, projections.sent(context, query), aggregate, false);
        }
    }

    private void answer(
            Context context,
            Query query,
            Projection<?> projection,
            @Nullable AggregateId aggregate,
            boolean withSnapshots) {
        State state =
                logs.of(context).states().reader().read(projection, aggregate, AskedMoment.of(query), withSnapshots);
        StateReport report = StateReport.of(projection, state, query.flag(EXPLAIN));
        Answers.printed(context, 200, "application/json", report::json);
    }
}
