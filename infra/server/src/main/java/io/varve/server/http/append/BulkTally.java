package io.varve.server.http.append;

import io.varve.ingest.append.Appended;
import io.varve.server.http.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How far a load in bulk has come.
 *
 * @param accepted events from the front of the body on that are in the log
 * @param duplicates those of them that were there before
 * @param lastPosition the place of the last of them; null if there is none
 */
record BulkTally(long accepted, long duplicates, @Nullable Long lastPosition) {

    static final BulkTally NONE = new BulkTally(0, 0, null);

    BulkTally with(Appended appended) {
        return new BulkTally(accepted + 1, duplicates + (appended.duplicate() ? 1 : 0), appended.position());
    }

    long stored() {
        return accepted - duplicates;
    }

    /** The problem that ended the load, with how far it came. */
    Problem tell(Problem problem, long line) {
        Problem told = new Problem(
                        problem.type(),
                        problem.status(),
                        "line " + line + ": " + problem.detail() + "; the " + accepted
                                + " events in front of it are in the log, and sending the whole body again is safe",
                        problem.members(),
                        problem.headers())
                .with("reason", problem.detail())
                .with("line", line)
                .with("accepted", accepted)
                .with("duplicates", duplicates);
        return lastPosition == null ? told : told.with("lastPosition", lastPosition);
    }
}
