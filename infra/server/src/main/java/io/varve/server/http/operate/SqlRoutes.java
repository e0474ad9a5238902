package io.varve.server.http.operate;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.query.sql.SqlQuery;
import io.varve.query.sql.SqlReading;
import io.varve.server.http.read.Streams;
import io.varve.server.http.route.Accepted;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.Bodies;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.rows.QueryRows;
import io.varve.server.rows.RowFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Questions in SQL, few at once. The limits of each are those of {@code sql.*}; the answer is there as a whole before
 * its first byte is sent, so a failure is told as one, and a reader that goes away ends the sending.
 */
public final class SqlRoutes implements Routes {

    private static final Set<String> TAKEN = Set.of("application/sql", "text/plain");
    private static final int MAX_STATEMENT_BYTES = 1 << 18;
    private static final String TABLE = "text/plain";
    private static final List<String> OFFERED = List.of("application/json", "text/csv", "application/x-ndjson", TABLE);
    private static final String CELL_WIDTH = "cell-width";
    private static final int LEAST_CELL_WIDTH = 10;

    /** From where the answer was read, such as {@code warm-files=1, cold-files=0, hot-events=3, skipped-files=2}. */
    private static final String READ = "Varve-Read";

    private final ServedLogs logs;
    private final Streams streams;

    public SqlRoutes(ServedLogs logs, Streams streams) {
        this.logs = logs;
        this.streams = streams;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/logs/{log}/sql", this::ask, Role.READER);
    }

    private void ask(Context context) throws IOException {
        Query asked = Query.of(context, CELL_WIDTH);
        String answerType = Accepted.choose(context, OFFERED);
        int mostChars = mostChars(asked, answerType);
        String type = Bodies.mediaType(context);
        if (type == null || !TAKEN.contains(type)) {
            throw Bodies.unsupported("the body must be one SELECT", List.of("application/sql", "text/plain"));
        }
        Bodies.requirePlainUtf8(context);
        String statement = new String(Bodies.whole(context, MAX_STATEMENT_BYTES), StandardCharsets.UTF_8);
        try (Streams.Place place = streams.takeQuery();
                SqlQuery query = logs.of(context).sql().query(statement)) {
            query.run();
            context.header(READ, text(query.reading()));
            PrintStream out = new PrintStream(
                    new BufferedOutputStream(Answers.streamed(context, answerType), 1 << 16),
                    false,
                    StandardCharsets.UTF_8);
            QueryRows.print(query, format(answerType), out, mostChars);
            out.flush();
        }
    }

    private static int mostChars(Query asked, String answerType) {
        Long width = asked.number(CELL_WIDTH, LEAST_CELL_WIDTH, Integer.MAX_VALUE);
        if (width != null && !answerType.equals(TABLE)) {
            throw Query.refusal(CELL_WIDTH, CELL_WIDTH + " cuts the cells of a table: ask for " + TABLE);
        }
        return width == null ? Integer.MAX_VALUE : width.intValue();
    }

    private static String text(SqlReading reading) {
        return "warm-files=" + reading.warmFiles() + ", cold-files=" + reading.coldFiles() + ", hot-events="
                + reading.hotEvents() + ", skipped-files=" + reading.skippedFiles();
    }

    private static RowFormat format(String mediaType) {
        return switch (mediaType) {
            case "text/csv" -> RowFormat.CSV;
            case "application/x-ndjson" -> RowFormat.NDJSON;
            case TABLE -> RowFormat.TABLE;
            default -> RowFormat.JSON;
        };
    }
}
