package io.varve.server.http.route;

import io.javalin.http.Context;
import io.varve.server.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Answers that are made whole before they are sent, as they are small enough; and the beginning of others. */
public final class Answers {

    private Answers() {}

    /** What prints the body of an answer. */
    @FunctionalInterface
    public interface Printing {
        void print(PrintStream out);
    }

    /** Answers with one JSON object. */
    public static void json(Context context, int status, JsonReport.Content content) {
        printed(context, status, "application/json", out -> JsonReport.object(out, content));
    }

    /** Answers with what is printed, in UTF-8. */
    public static void printed(Context context, int status, String contentType, Printing printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            printing.print(out);
        }
        context.status(status).contentType(contentType).result(bytes.toByteArray());
    }

    /**
     * Begins an answer of unknown length. A last chunk tells its end, also to a client that has the connection closed
     * behind it: otherwise what is broken off would look whole.
     */
    public static OutputStream streamed(Context context, String contentType) throws IOException {
        context.contentType(contentType).header("Transfer-Encoding", "chunked");
        return context.res().getOutputStream();
    }
}
