package io.varve.ingest.append;

import io.varve.ingest.event.Micros;
import org.jspecify.annotations.Nullable;

/**
 * A load of history of which more may follow: the last batch of the log is one of it, and not its last. Until it is run
 * again to its end, or given up, nothing else is appended and the partition that it has reached is not sealed, for its
 * next events may belong there.
 *
 * @param source name of what is loaded
 * @param rows how many of its rows are in the log
 * @param recordedAtMicros log time of the last of them
 */
public record UnfinishedLoad(String source, long rows, long recordedAtMicros) {

    /** The load that this batch belongs to; null if it is of none, or ends one. */
    static @Nullable UnfinishedLoad of(@Nullable SourceProgress batch, long recordedAtMicros) {
        if (batch == null) {
            return null;
        }
        BackfillProgress progress;
        try {
            progress = BackfillProgress.decode(batch.value());
        } catch (IllegalArgumentException e) {
            return null; // progress of another kind, which its own source reads
        }
        return progress.ended() ? null : new UnfinishedLoad(batch.source(), progress.rows(), recordedAtMicros);
    }

    /** What stands and what to do, in one line. */
    @Override
    public String toString() {
        return "a load of " + source + " stands unfinished at row " + rows + ", " + Micros.text(recordedAtMicros)
                + ": run it again to its end, or give it up with varve import --abandon";
    }
}
