package io.varve.server.http.problem;

import io.varve.server.report.JsonReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one request. Immutable.
 *
 * @param type the kind
 * @param status the HTTP status, that of the type but for rare statuses
 * @param detail what went wrong this time and what to change, one line
 * @param members more facts for programs, in their order; each value is a String or a Long
 * @param headers headers of the answer, such as {@code Retry-After}
 */
public record Problem(
        ProblemType type, int status, String detail, Map<String, Object> members, Map<String, String> headers) {

    /** The media type of its JSON. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, type.status(), detail, Map.of(), Map.of());
    }

    /** The same problem, with one more fact. */
    public Problem with(String member, String value) {
        return withMember(member, value);
    }

    /** The same problem, with one more fact. */
    public Problem with(String member, long value) {
        return withMember(member, value);
    }

    private Problem withMember(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(type, status, detail, more, headers);
    }

    /** The same problem, whose answer has one more header. */
    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(type, status, detail, members, more);
    }

    /** An exception that ends the request with this problem. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Its JSON in UTF-8; {@code instance} is the path that was asked. */
    public byte[] json(@Nullable String instance) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            JsonReport.line(out, json -> write(json, instance));
        }
        return bytes.toByteArray();
    }

    /** Writes it as the fields of a JSON object. */
    public void write(JsonReport json, @Nullable String instance) throws IOException {
        json.field("type", type.uri())
                .field("title", type.title())
                .field("status", status)
                .field("detail", detail);
        if (instance != null) {
            json.field("instance", instance);
        }
        for (Map.Entry<String, Object> member : members.entrySet()) {
            if (member.getValue() instanceof Long number) {
                json.field(member.getKey(), number);
            } else {
                json.field(member.getKey(), member.getValue().toString());
            }
        }
    }
}
