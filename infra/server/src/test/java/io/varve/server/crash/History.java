package io.varve.server.crash;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.event.Hash128;

/** How far history has been loaded, as the log keeps it. */
final class History {

    static final String SOURCE = "history";

    private History() {}

    /** The number of rows that are loaded. */
    static int done(BackfillSession backfill) {
        byte[] progress = backfill.progress();
        return progress == null ? 0 : (int) BackfillProgress.decode(progress).rows();
    }

    static byte[] progress(int rows) {
        return new BackfillProgress(SOURCE, rows, new Hash128(0, rows), rows == SampleEvents.HISTORY).encode();
    }
}
