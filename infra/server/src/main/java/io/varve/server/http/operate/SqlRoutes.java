package io.varve.server.http.operate;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.varve.query.sql.Question;
import io.varve.query.sql.SqlQuery;
import io.varve.query.sql.SqlReading;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.route.Accepted;
import io.varve.server.http.route.Answers;
import io.varve.server.http.route.AskedMoment;
import io.varve.server.http.route.Bodies;
import io.varve.server.http.route.Query;
import io.varve.server.http.route.Role;
import io.varve.server.http.route.Routes;
import io.varve.server.http.route.ServedLogs;
import io.varve.server.http.route.Streams;
import io.varve.server.rows.QueryRows;
import io.varve.server.rows.RowFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Questions in SQL, few at once. The limits of each are those of {@code sql.*}; the answer is there as a whole before
 * its first byte is sent, so a failure is told as one, and a reader that goes away ends the sending.
 */
public final class SqlRoutes implements Routes {

    private static final Set<String> TAKEN = Set.of("application/sql", "text/plain");
    private static final int MAX_STATEMENT_BYTES = 1 << 18;
    private static final List<RowFormat> OFFERED =
            List.of(RowFormat.JSON, RowFormat.CSV, RowFormat.NDJSON, RowFormat.TABLE, RowFormat.PARQUET);
    private static final String CELL_WIDTH = "cell-width";
    private static final int LEAST_CELL_WIDTH = 10;

    /**
     * From where the answer was read, such as {@code warm-files=1, cold-files=0, hot-events=3, skipped-files=2,
     * folded-events=9}.
     */
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
        Query asked = Query.of(context, CELL_WIDTH, AskedMoment.AS_OF, AskedMoment.BY);
        RowFormat format = accepted(context);
        int mostChars = mostChars(asked, format);
        String type = Bodies.mediaType(context);
        if (type == null || !TAKEN.contains(type)) {
            throw Bodies.unsupported("the body must be one SELECT", List.of("application/sql", "text/plain"));
        }
        Bodies.requirePlainUtf8(context);
        Question question = new Question(
                new String(Bodies.whole(context, MAX_STATEMENT_BYTES), StandardCharsets.UTF_8), AskedMoment.of(asked));
        ArchiveLog log = logs.of(context);
        try (Streams.Place place = streams.takeQuery()) {
            if (format == RowFormat.PARQUET) {
                sendFile(context, log, question);
            } else {
                sendRows(context, log, question, format, mostChars);
            }
        }
    }

    private static RowFormat accepted(Context context) {
        List<String> types = OFFERED.stream().map(RowFormat::mediaType).toList();
        return OFFERED.get(types.indexOf(Accepted.choose(context, types)));
    }

    private static void sendRows(Context context, ArchiveLog log, Question question, RowFormat format, int mostChars)
            throws IOException {
        try (SqlQuery query = log.sql().query(question)) {
            query.run();
            begin(context, query.reading());
            PrintStream out = new PrintStream(
                    new BufferedOutputStream(Answers.streamed(context, format.mediaType()), 1 << 16),
                    false,
                    StandardCharsets.UTF_8);
            QueryRows.print(query, format, out, mostChars);
            out.flush();
        }
    }

    /** A Parquet file is written by the database, to a file, which is there until it is sent. */
    private static void sendFile(Context context, ArchiveLog log, Question question) throws IOException {
        Path directory = Files.createDirectories(log.temporaryDirectory());
        Path file = directory.resolve("answer-" + UUID.randomUUID() + ".parquet");
        try {
            SqlReading reading;
            try (SqlQuery query = log.sql().query(question)) {
                query.runInto(file);
                reading = query.reading();
            }
            begin(context, reading);
            context.contentType(RowFormat.PARQUET.mediaType());
            context.res().setContentLengthLong(Files.size(file));
            Files.copy(file, context.outputStream());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void begin(Context context, SqlReading reading) {
        context.status(200).header(READ, text(reading));
    }

    private static int mostChars(Query asked, RowFormat format) {
        Long width = asked.number(CELL_WIDTH, LEAST_CELL_WIDTH, Integer.MAX_VALUE);
        if (width != null && format != RowFormat.TABLE) {
            throw Query.refusal(
                    CELL_WIDTH, CELL_WIDTH + " cuts the cells of a table: ask for " + RowFormat.TABLE.mediaType());
        }
        return width == null ? Integer.MAX_VALUE : width.intValue();
    }

    private static String text(SqlReading reading) {
        return "warm-files=" + reading.warmFiles() + ", cold-files=" + reading.coldFiles() + ", hot-events="
                + reading.hotEvents() + ", skipped-files=" + reading.skippedFiles() + ", folded-events="
                + reading.foldedEvents();
    }
}
