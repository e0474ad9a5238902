package io.varve.server.crash;

import io.varve.ingest.append.BackfillSession;
import java.nio.charset.StandardCharsets;

/** How far history has been loaded, as the log keeps it. */
final class History {

    static final String SOURCE = "history";

    private History() {}

    /** The number of rows that are loaded. */
    static int done(BackfillSession backfill) {
        byte[] progress = backfill.progress();
        return progress == null ? 0 : Integer.parseInt(new String(progress, StandardCharsets.US_ASCII));
    }

    static byte[] progress(int rows) {
        return Integer.toString(rows).getBytes(StandardCharsets.US_ASCII);
    }
}
