package io.varve.server.http.read;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.query.follow.FollowCursor;
import io.varve.query.follow.FollowCursor.Step;
import io.varve.query.replay.EventCursor;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.events.EventPrinter;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.route.Streams;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Replays a log or an aggregate, whole, by pages or without an end. */
public final class EventRoutes implements Routes {

    private final ServedLogs logs;
    private final Streams streams;

    public EventRoutes(ServedLogs logs, Streams streams) {
        this.logs = logs;
        this.streams = streams;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/logs/{log}/events", context -> answer(context, null), Role.READER);
        routes.get(
                "/v1/logs/{log}/aggregates/{id}/events",
                context -> answer(context, ServedLogs.aggregate(context)),
                Role.READER);
    }

    private void answer(Context context, @Nullable AggregateId aggregate) throws IOException, InterruptedException {
        ArchiveLog log = logs.of(context);
        EventQuery query = EventQuery.of(context, aggregate);
        if (aggregate != null && log.sources().index().lastVersion(aggregate) < 0) {
            throw Problem.of(
                            ProblemType.UNKNOWN_AGGREGATE,
                            "log '" + log.name() + "' has no event of an aggregate '" + aggregate + "'")
                    .exception();
        }
        context.header("Vary", "Accept");
        RangeTag tag = RangeTag.of(log.historyId(), query);
        boolean isClosed = query.request().toPosition() <= log.head();
        if (tag.isHeldBy(context) && !query.follow() && (isClosed || query.limit() != null)) {
            context.header("ETag", tag.text()).status(304);
            return;
        }
        try (Streams.Place place = streams.take()) {
            if (query.limit() != null) {
                page(context, log, query, query.limit(), tag, isClosed);
            } else if (query.follow()) {
                follow(context, log, query);
            } else {
                replay(context, log, query, isClosed ? tag : null);
            }
        }
    }

    private static void page(
            Context context, ArchiveLog log, EventQuery query, int limit, RangeTag tag, boolean isClosed)
            throws IOException {
        Page page = Page.read(log.replayer(), query.request(), query.format(), limit);
        if (page.isFull() || isClosed) {
            context.header("ETag", tag.text());
        }
        if (page.isFull() && page.next() < query.request().toPosition()) {
            context.header("Link", "<" + NextPage.of(context, page.next()) + ">; rel=\"next\"");
        }
        context.contentType(query.format().mediaType()).result(page.body());
    }

    private void replay(Context context, ArchiveLog log, EventQuery query, @Nullable RangeTag tag) throws IOException {
        try (EventCursor events = log.replayer().replay(query.request())) {
            // Before the first byte: what fails here is still told by the status.
            long left = query.most();
            boolean found = left > 0 && events.next();
            if (tag != null) {
                context.header("ETag", tag.text());
            }
            try (EventPrinter printer = printer(context, query)) {
                for (; found; found = --left > 0 && events.next()) {
                    printer.print(events.event());
                    if (streams.isStopping()) {
                        printer.flush();
                        throw Streams.stopped();
                    }
                }
                printer.finish();
            }
        }
    }

    private void follow(Context context, ArchiveLog log, EventQuery query) throws IOException, InterruptedException {
        try (FollowCursor events = log.feed().follow(query.request(), streams::isStopping)) {
            long left = query.most();
            Step step = left > 0 ? events.next(Duration.ZERO) : Step.END;
            try (EventPrinter printer = printer(context, query)) {
                boolean isQuiet = false;
                while (step != Step.END) {
                    if (step == Step.EVENT) {
                        printer.print(events.event());
                        isQuiet = false;
                        left--;
                    } else {
                        if (isQuiet) {
                            printer.keepAlive();
                        }
                        printer.flush();
                        isQuiet = true;
                    }
                    step = left > 0 ? events.next(isQuiet ? streams.keepAlive() : Duration.ZERO) : Step.END;
                }
                if (left > 0 && streams.isStopping()) {
                    printer.flush();
                    throw Streams.stopped();
                }
                printer.finish();
            }
        }
    }

    private static EventPrinter printer(Context context, EventQuery query) throws IOException {
        if (query.format() == EventFormat.EVENT_STREAM) {
            context.header("Cache-Control", "no-cache");
        }
        return query.format().printer(Answers.streamed(context, query.format().mediaType()));
    }
}
