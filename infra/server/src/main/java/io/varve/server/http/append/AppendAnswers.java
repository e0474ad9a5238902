package io.varve.server.http.append;

import io.javalin.http.Context;
import io.varve.ingest.append.Appended;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.route.Answers;
import io.varve.server.report.JsonReport;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** What a producer is told. 201: something was stored; 200: all of it was there already. */
final class AppendAnswers {

    private static final int STORED = 201;
    private static final int WAS_THERE = 200;

    private AppendAnswers() {}

    static void each(Context context, ArchiveLog log, List<Event> events, List<Appended> appended) {
        boolean wasThere = appended.stream().allMatch(Appended::duplicate);
        Answers.json(
                context,
                wasThere ? WAS_THERE : STORED,
                json -> json.field("log", log.name())
                        .array(
                                "events",
                                IntStream.range(0, events.size()).boxed().toList(),
                                (each, i) -> event(each, events.get(i), appended.get(i))));
    }

    private static void event(JsonReport json, Event event, Appended appended) throws IOException {
        json.field("id", event.id())
                .field("source", event.source())
                .field("subject", event.subject().value())
                .field("position", appended.position())
                .field("version", appended.version())
                .field("recordedAt", Micros.text(appended.recordedAtMicros()))
                .field("duplicate", appended.duplicate());
    }

    static void bulk(Context context, ArchiveLog log, BulkTally tally) {
        Answers.json(
                context,
                tally.stored() > 0 ? STORED : WAS_THERE,
                json -> json.field("log", log.name())
                        .field("accepted", tally.accepted())
                        .field("duplicates", tally.duplicates())
                        .field("lastPosition", tally.lastPosition()));
    }
}
