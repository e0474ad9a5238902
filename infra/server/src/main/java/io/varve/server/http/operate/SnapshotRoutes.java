package io.varve.server.http.operate;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.query.projection.Projection;
import io.varve.query.snapshot.SnapshotStore;
import io.varve.query.snapshot.SnapshotSummary;
import io.varve.query.state.SnapshotTaker;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.JsonObject;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.state.AskedProjections;
import io.varve.server.report.AggregateSnapshots;
import io.varve.server.report.WorkReports;
import java.io.IOException;
import java.util.List;

/** Stored states: listed, taken, dropped. */
public final class SnapshotRoutes implements Routes {

    private static final String PATH = "/v1/logs/{log}/snapshots";
    private static final String PROJECTION = "projection";
    private static final String SUBJECT = "subject";

    private final ServedLogs logs;
    private final Operations operations;
    private final AskedProjections projections;

    public SnapshotRoutes(ServedLogs logs, Operations operations, AskedProjections projections) {
        this.logs = logs;
        this.operations = operations;
        this.projections = projections;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(PATH, this::list, Role.READER);
        routes.post(PATH, this::take, Role.OPERATOR);
        routes.delete(PATH, this::drop, Role.OPERATOR);
    }

    private void list(Context context) {
        Query query = Query.of(context, PROJECTION, SUBJECT);
        SnapshotStore store = logs.of(context).states().snapshots();
        String subject = query.text(SUBJECT);
        if (subject != null) {
            AggregateSnapshots found = AggregateSnapshots.of(store, query.text(PROJECTION), new AggregateId(subject));
            Answers.json(context, 200, found::write);
            return;
        }
        List<SnapshotSummary> summaries = store.projections(query.text(PROJECTION)).stream()
                .map(store::summary)
                .toList();
        Answers.json(context, 200, json -> WorkReports.snapshots(json, summaries));
    }

    private void take(Context context) throws IOException {
        Query.of(context);
        ArchiveLog log = logs.of(context);
        JsonObject wanted = JsonObject.of(context, PROJECTION, SUBJECT, "due");
        String subject = wanted.text(SUBJECT);
        boolean due = wanted.flag("due");
        if (due && subject != null) {
            throw JsonObject.refusal("due", "it chooses among all aggregates: give it without subject");
        }
        Projection<?> projection = projections.named(wanted.text(PROJECTION));
        SnapshotTaker taker = log.states().taker();
        if (subject != null) {
            SnapshotTaker.Taken taken = taker.takeOne(projection, new AggregateId(subject));
            Answers.json(context, 200, json -> WorkReports.taken(json, taken));
            return;
        }
        WorkRoutes.accepted(context, operations.start(log.name(), "snapshots", operation -> {
            long head = log.head();
            SnapshotTaker.Taken taken = due
                    ? taker.takeDue(projection, events -> operation.reached(events, head, "events", null))
                    : taker.takeAll(projection, events -> operation.reached(events, head, "events", null));
            return json -> WorkReports.taken(json, taken);
        }));
    }

    private void drop(Context context) {
        Query query = Query.of(context, PROJECTION, SUBJECT);
        String subject = query.text(SUBJECT);
        long dropped = logs.of(context)
                .states()
                .snapshots()
                .drop(query.text(PROJECTION), subject == null ? null : new AggregateId(subject));
        Answers.json(context, 200, json -> json.field("dropped", dropped));
    }
}
