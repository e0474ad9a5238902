package io.varve.server.http.route;

import io.javalin.http.Context;
import io.varve.server.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Answers that are small enough to be made whole before they are sent. */
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
}
