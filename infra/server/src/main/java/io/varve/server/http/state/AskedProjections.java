package io.varve.server.http.state;

import io.javalin.http.Context;
import io.varve.ingest.text.Nearest;
import io.varve.query.projection.Projection;
import io.varve.query.projection.declared.Allowance;
import io.varve.query.projection.find.Projections;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.route.Bodies;
import io.varve.server.http.route.Query;
import io.varve.server.report.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The projections that requests ask for: one of the server by its name, or one that the body declares. Who asks over
 * HTTP names no file of the server. Thread-safe.
 */
public final class AskedProjections {

    /** The query parameter that names a projection. */
    static final String PROJECTION = "projection";

    /** The query parameter that says what messages call the declaration. */
    static final String FILE = "file";

    private static final String YAML = "application/yaml";
    private static final int MAX_BYTES = 1 << 16;
    private static final int MAX_FILE_CHARS = 255;
    private static final String UNNAMED = "body";

    /** Of the characters that the heap could hold, at most two bytes each, a quarter. */
    private static final long MOST_CHARS = Runtime.getRuntime().maxMemory() / 8;

    private final Projections all;
    private final Duration timeout;

    /** @param timeout how long one may fold that was sent */
    public AskedProjections(Projections all, Duration timeout) {
        this.all = all;
        this.timeout = timeout;
    }

    /**
     * The one of this name.
     *
     * @throws io.varve.server.http.problem.ProblemException if there is none, or no name
     */
    public Projection<?> named(@Nullable String name) {
        List<String> names = all.names();
        String known = names.isEmpty()
                ? "there are none: put files into projections/"
                : "there are " + String.join(", ", names);
        if (name == null) {
            throw Query.refusal(PROJECTION, "projection is missing: " + known);
        }
        if (!names.contains(name)) {
            String nearest = Nearest.of(name, names);
            throw Problem.of(
                            ProblemType.UNKNOWN_PROJECTION,
                            Words.onOneLine("there is no projection '" + name + "'; "
                                    + (nearest == null ? known : "did you mean '" + nearest + "'?")))
                    .exception();
        }
        return all.load(name);
    }

    /**
     * The one that the body declares, for this request alone.
     *
     * @throws io.varve.server.http.problem.ProblemException if it is not text in YAML, or too long
     * @throws io.varve.query.projection.declared.InvalidProjectionException if it declares none
     */
    Projection<?> sent(Context context, Query query) throws IOException {
        String file = query.value(FILE, AskedProjections::file);
        if (!YAML.equals(Bodies.mediaType(context))) {
            throw Bodies.unsupported("the body must be a projection in YAML", List.of(YAML));
        }
        Bodies.requirePlainUtf8(context);
        byte[] body = Bodies.whole(context, MAX_BYTES);
        String yaml;
        try {
            yaml = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(ProblemType.BAD_REQUEST, "the body is not UTF-8").exception();
        }
        return all.sent(file == null ? UNNAMED : file, yaml, new Allowance(timeout, MOST_CHARS, System::nanoTime));
    }

    private static String file(String text) {
        if (text.isBlank() || text.length() > MAX_FILE_CHARS) {
            throw new IllegalArgumentException("it must be the name of a file, of 1 to " + MAX_FILE_CHARS
                    + " characters, there are " + text.length());
        }
        return Words.onOneLine(text);
    }
}
