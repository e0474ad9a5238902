package io.varve.server.http.state;

import static io.varve.server.http.route.AskedMoment.AS_OF;
import static io.varve.server.http.route.AskedMoment.BY;
import static io.varve.server.http.state.AskedProjections.FILE;
import static io.varve.server.http.state.AskedProjections.PROJECTION;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.query.projection.Projection;
import io.varve.query.state.Moment;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.AskedMoment;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.route.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;

/** What the events of each aggregate come to, at any moment, a line for each. */
public final class AllStatesRoutes implements Routes {

    private static final String PATH = "/v1/logs/{log}/states";

    /** Each of these answers measures its memory by the whole heap, and keeps every processor busy. */
    private static final int AT_ONCE = 2;

    private static final String SECONDS_TO_WAIT = "10";

    private final ServedLogs logs;
    private final AskedProjections projections;
    private final Streams streams;
    private final Semaphore free = new Semaphore(AT_ONCE);

    public AllStatesRoutes(ServedLogs logs, AskedProjections projections, Streams streams) {
        this.logs = logs;
        this.projections = projections;
        this.streams = streams;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(PATH, this::byName, Role.READER);
        routes.post(PATH, this::bySent, Role.READER);
    }

    private void byName(Context context) throws IOException {
        Query query = Query.of(context, PROJECTION, AS_OF, BY);
        try (Streams.Place place = streams.take()) {
            answer(context, query, projections.named(query.text(PROJECTION)));
        }
    }

    private void bySent(Context context) throws IOException {
        Query query = Query.of(context, FILE, AS_OF, BY);
        try (Streams.Place place = streams.take()) {
            answer(context, query, projections.sent(context, query));
        }
    }

    private void answer(Context context, Query query, Projection<?> projection) throws IOException {
        ArchiveLog log = logs.of(context);
        Moment moment = AskedMoment.of(query);
        if (!free.tryAcquire()) {
            throw Problem.of(
                            ProblemType.TOO_MANY_REQUESTS,
                            "the states of all aggregates are being read " + AT_ONCE
                                    + " times already: ask again later")
                    .withHeader("Retry-After", SECONDS_TO_WAIT)
                    .exception();
        }
        try {
            send(context, log, projection, moment);
        } finally {
            free.release();
        }
    }

    private void send(Context context, ArchiveLog log, Projection<?> projection, Moment moment) throws IOException {
        StateLines lines = new StateLines(
                Answers.streamed(context, "application/x-ndjson"),
                streams::isStopping,
                streams.keepAlive(),
                System::nanoTime);
        try {
            log.states().all().read(projection, moment, lines::add, (events, total) -> lines.waiting());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        lines.send();
    }
}
