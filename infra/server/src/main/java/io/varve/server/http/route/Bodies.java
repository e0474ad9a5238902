package io.varve.server.http.route;

import io.javalin.http.Context;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.report.Words;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bodies of requests, within bounds; what passes them is refused with a {@link ProblemException}. */
public final class Bodies {

    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    private Bodies() {}

    /** The media type of the body in lower case, without its parameters; null if the request names none. */
    public static @Nullable String mediaType(Context context) {
        String type = context.contentType();
        return type == null || type.isBlank()
                ? null
                : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Refuses text that is not UTF-8, and what is compressed. */
    public static void requirePlainUtf8(Context context) {
        String charset = context.req().getCharacterEncoding();
        if (charset != null && !UTF_8.contains(charset.toLowerCase(Locale.ROOT))) {
            throw unsupported("the charset '" + charset + "' is not taken here: send UTF-8", List.of());
        }
        requirePlain(context);
    }

    /** Refuses what is compressed. */
    public static void requirePlain(Context context) {
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("the content encoding '" + encoding + "' is not taken here: send it plain", List.of());
        }
    }

    /** Refuses a media type. */
    public static ProblemException unsupported(String detail, List<String> accepted) {
        Problem problem = Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, Words.onOneLine(detail));
        return accepted.isEmpty()
                ? problem.exception()
                : problem.with("accepted", String.join(", ", accepted))
                        .withHeader("Accept-Post", String.join(", ", accepted))
                        .exception();
    }

    /** The whole body, as far as it may go. */
    public static byte[] whole(Context context, long maxBytes) throws IOException {
        InputStream in = bounded(context, maxBytes);
        byte[] bytes = new byte[1 << 13];
        int filled = 0;
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes, filled, bytes.length - filled)) {
            filled += read;
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * filled);
            }
        }
        return Arrays.copyOf(bytes, filled);
    }

    /** The body as it comes, as far as it may go. */
    public static InputStream bounded(Context context, long maxBytes) {
        if (context.req().getContentLengthLong() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return new Bounded(context.bodyInputStream(), maxBytes);
    }

    private static ProblemException tooLarge(long maxBytes) {
        return Problem.of(ProblemType.TOO_LARGE, "the body is larger than " + maxBytes + " bytes: send it in parts")
                .with("maxBytes", maxBytes)
                .exception();
    }

    /** A stream that refuses to go on past a number of bytes. */
    private static final class Bounded extends FilterInputStream {

        private final long maxBytes;
        private long left;

        Bounded(InputStream in, long maxBytes) {
            super(in);
            this.maxBytes = maxBytes;
            this.left = maxBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, (int) Math.min(length, left + 1));
            left -= Math.max(read, 0);
            if (left < 0) {
                throw tooLarge(maxBytes);
            }
            return read;
        }
    }
}
