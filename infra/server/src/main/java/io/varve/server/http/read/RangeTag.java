package io.varve.server.http.read;

import io.javalin.http.Context;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Sha256;
import io.varve.query.replay.ReplayRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The entity tag of an answer that never changes: positions below the head are given once in the history of a log
 * ({@link io.varve.server.archive.ArchiveLog#historyId}), so that and what is asked say all. It is given out only with
 * an answer that is closed: one that ends below the head, or a page that is full.
 *
 * @param text with its quotes
 */
record RangeTag(String text) {

    /** To be raised with every change of how an event is printed. */
    private static final int PRINTING = 1;

    private static final int BYTES = 16;

    static RangeTag of(UUID history, EventQuery query) {
        ReplayRequest request = query.request();
        AggregateId subject = request.subject();
        String asked = String.join(
                "\n",
                Integer.toString(PRINTING),
                history.toString(),
                query.format().name(),
                String.valueOf(query.limit()),
                Long.toString(query.most()),
                request.fromPosition() + " " + request.toPosition(),
                request.basis() + " " + request.sinceMicros() + " " + request.untilMicros(),
                request.order().name(),
                String.valueOf(new TreeSet<>(request.types())),
                subject == null ? "" : "of " + subject);
        byte[] digest = Sha256.newDigest().digest(asked.getBytes(StandardCharsets.UTF_8));
        return new RangeTag('"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"');
    }

    /** Whether the client says that it has this answer already. */
    boolean isHeldBy(Context context) {
        String held = context.header("If-None-Match");
        if (held == null) {
            return false;
        }
        for (String each : held.split(",", -1)) {
            String tag = each.strip();
            if (text.equals(tag.startsWith("W/") ? tag.substring(2) : tag)) {
                return true;
            }
        }
        return false;
    }
}
