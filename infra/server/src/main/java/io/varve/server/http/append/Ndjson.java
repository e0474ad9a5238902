package io.varve.server.http.append;

import io.javalin.http.Context;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.route.Bodies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies that hold an event a line. */
final class Ndjson {

    static final String TYPE = "application/x-ndjson";

    private static final String OTHER_NAME = "application/ndjson";

    /** A line holds the data, at worst as escapes, and attributes. */
    private static final int LINE_BYTES_PER_DATA_BYTE = 4;

    private static final int ATTRIBUTES_BYTES = 1 << 20;

    private Ndjson() {}

    static boolean is(@Nullable String mediaType) {
        return TYPE.equals(mediaType) || OTHER_NAME.equals(mediaType);
    }

    /** Refuses a body of another type; an empty one needs none. */
    static void require(Context context) {
        @Nullable String type = Bodies.mediaType(context);
        if (!is(type) && (type != null || context.req().getContentLengthLong() != 0)) {
            throw Bodies.unsupported("this takes events as " + TYPE, List.of(TYPE));
        }
        Bodies.requirePlainUtf8(context);
    }

    /** How long a line may be. */
    static int maxLineBytes(ArchiveLog log) {
        return LINE_BYTES_PER_DATA_BYTE * log.rules().maxDataBytes() + ATTRIBUTES_BYTES;
    }
}
