package io.varve.server.http.append;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.event.Micros;
import io.varve.ingest.source.EventLines;
import io.varve.ingest.source.ImportException;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.ImportResult;
import io.varve.ingest.source.Importer;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.access.Audit;
import io.varve.server.http.operate.Operation;
import io.varve.server.http.operate.Operations;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.problem.Problems;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Bodies;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.report.JsonReport;
import io.varve.server.report.Words;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/logs/{log}/load}: history on its way into a log, each event recorded at its own time. It is an operator's,
 * not a producer's: from its first event to its last, or until it is given up, it keeps every producer out.
 */
public final class LoadRoutes implements Routes {

    private static final String LOAD = "load";
    private static final String SOURCE = "source";
    private static final String FINGERPRINT = "fingerprint";
    private static final String FROM = "from";
    private static final String MORE = "more";
    private static final int STORED = 201;
    private static final int WAS_THERE = 200;
    private static final int MOST_SOURCE_CHARS = 4_096;
    private static final int MOST_FINGERPRINT_CHARS = 128;
    private static final String NO_FINGERPRINT = "none";

    private final ServedLogs logs;
    private final Operations operations;
    private final VarveConfig.Limits limits;

    public LoadRoutes(ServedLogs logs, Operations operations, VarveConfig.Limits limits) {
        this.logs = logs;
        this.operations = operations;
        this.limits = limits;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/logs/{log}/load", this::look, Role.READER);
        routes.post("/v1/logs/{log}/load", this::load, Role.OPERATOR);
        routes.delete("/v1/logs/{log}/load", this::abandon, Role.OPERATOR);
    }

    private void look(Context context) {
        Query query = Query.of(context, SOURCE);
        @Nullable String source = query.text(SOURCE);
        ArchiveLog log = logs.of(context);
        @Nullable BackfillProgress progress = source == null ? null : progress(log, source);
        Answers.json(context, 200, json -> {
            json.field("log", log.name()).field("head", log.head());
            unfinished(json, "unfinished", log.appender().unfinishedLoad());
            if (progress != null) {
                json.object(
                        "progress",
                        each -> each.field(FINGERPRINT, progress.fingerprint())
                                .field("rows", progress.rows())
                                .field("lastRow", progress.lastRow().text())
                                .field("ended", progress.ended()));
            }
        });
    }

    /** How far a load came; a source of another kind, which keeps its progress there too, is none. */
    private static @Nullable BackfillProgress progress(ArchiveLog log, String source) {
        byte[] stored = log.appender().progress(source);
        try {
            return stored == null ? null : BackfillProgress.decode(stored);
        } catch (IllegalArgumentException e) {
            throw Query.refusal(SOURCE, "query parameter 'source': of this name " + e.getMessage());
        }
    }

    private static void unfinished(JsonReport json, String name, @Nullable UnfinishedLoad load) throws IOException {
        if (load != null) {
            json.object(
                    name,
                    each -> each.field(SOURCE, load.source())
                            .field("rows", load.rows())
                            .field("recordedAt", Micros.text(load.recordedAtMicros())));
        }
    }

    private void load(Context context) throws Exception {
        Query query = Query.of(context, SOURCE, FINGERPRINT, FROM, MORE);
        ArchiveLog log = loadable(context);
        String source = query.value(SOURCE, text -> named(text, MOST_SOURCE_CHARS));
        if (source == null) {
            throw Query.refusal(
                    SOURCE,
                    "query parameter 'source' is missing: the name under which the log keeps how far the load came");
        }
        Ndjson.require(context);
        progress(log, source);
        refuseBesideOther(log.appender().unfinishedLoad(), source);
        String fingerprint = query.value(FINGERPRINT, text -> named(text, MOST_FINGERPRINT_CHARS));
        long from = Objects.requireNonNullElse(query.number(FROM, 0, Long.MAX_VALUE), 0L);
        LoadPart part = new LoadPart(log.importTarget(), from, query.flag(MORE));
        LoadLines lines = new LoadLines(
                source,
                Objects.requireNonNullElse(fingerprint, NO_FINGERPRINT),
                new EventLines(Bodies.bounded(context, limits.maxBulkBytes()), Ndjson.maxLineBytes(log)));
        operations.perform(log.name(), LOAD, operation -> {
            ImportResult result = taken(new Importer(part, log.rules()), lines, operation, from);
            Answers.json(
                    context,
                    result.appended() > 0 ? STORED : WAS_THERE,
                    json -> json.field("log", log.name())
                            .field("accepted", result.read())
                            .field("duplicates", result.duplicates())
                            .field("head", log.head()));
            return null;
        });
    }

    /** Text that is stored, and shown in messages. */
    private static String named(String text, int mostChars) {
        if (text.isBlank()
                || text.length() > mostChars
                || !Words.onOneLine(text).equals(text)) {
            throw new IllegalArgumentException("must be 1 to " + mostChars + " characters on one line");
        }
        return text;
    }

    private static void refuseBesideOther(@Nullable UnfinishedLoad other, String source) {
        if (other != null && !other.source().equals(source)) {
            throw Problem.of(ProblemType.CONFLICT, Words.onOneLine(other.toString()))
                    .exception();
        }
    }

    private static ImportResult taken(Importer importer, LoadLines lines, Operation operation, long from) {
        try {
            return importer.run(
                    lines,
                    ImportOptions.past(),
                    (rows, bytes, total, done) -> operation.reached(from + rows, -1, "events", null));
        } catch (ImportException e) {
            throw tally(e.soFar()).tell(Problems.of(causeOf(e)), e.row()).exception();
        }
    }

    private static Throwable causeOf(ImportException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private static BulkTally tally(ImportResult result) {
        return new BulkTally(result.read(), result.duplicates(), null);
    }

    private void abandon(Context context) {
        Query.of(context);
        ArchiveLog log = loadable(context);
        EventAppender appender = log.appender();
        if (appender.isBackfilling()) {
            throw Problem.of(ProblemType.CONFLICT, "a load is under way: what is under way is not given up")
                    .exception();
        }
        @Nullable UnfinishedLoad given = appender.abandonLoad();
        Answers.json(context, 200, json -> {
            json.field("log", log.name()).field("head", log.head());
            unfinished(json, "abandoned", given);
        });
    }

    /** The log of the path, unless it is Varve's own. */
    private ArchiveLog loadable(Context context) {
        ArchiveLog log = logs.of(context);
        if (log.name().equals(Audit.LOG)) {
            throw Problem.of(ProblemType.FORBIDDEN, "log '" + Audit.LOG + "' is written by Varve alone")
                    .exception();
        }
        return log;
    }
}
