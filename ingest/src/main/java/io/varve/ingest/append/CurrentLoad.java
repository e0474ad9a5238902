package io.varve.ingest.append;

import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.hot.HotLog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The load of history that has the log for itself: one that is under way, or one that was cut off and stands
 * unfinished. Which one stands unfinished follows from the last batch of the log. Changed under the append lock, read
 * by any thread.
 */
final class CurrentLoad {

    private final HotLog hot;
    private final LoadEnd end;
    private volatile @Nullable BackfillSession session;
    private volatile @Nullable UnfinishedLoad unfinished;

    CurrentLoad(HotLog hot) {
        this.hot = hot;
        this.end = new LoadEnd(hot.directory());
        this.unfinished = found();
    }

    private @Nullable UnfinishedLoad found() {
        long next = hot.nextPosition();
        if (hot.firstPosition() == next || end.isStated(next)) {
            return null;
        }
        try (HotCursor last = hot.read(next - 1, next)) {
            last.next();
            byte[] progress = last.batchProgress();
            return progress == null
                    ? null
                    : UnfinishedLoad.of(SourceProgress.decode(progress), hot.lastRecordedAtMicros());
        }
    }

    boolean isUnderWay() {
        return session != null;
    }

    /** What stands unfinished; null if nothing does, or while it is under way. */
    @Nullable
    UnfinishedLoad unfinished() {
        return session == null ? unfinished : null;
    }

    void begin(BackfillSession newSession, String source) {
        if (session != null) {
            throw new AppendRefusedException("the log is being backfilled already");
        }
        UnfinishedLoad other = unfinished;
        if (other != null && !other.source().equals(source)) {
            throw new AppendRefusedException(other.toString());
        }
        session = newSession;
    }

    void leave() {
        session = null;
    }

    /** A batch of the load that is under way is the last of the log. */
    void reached(SourceProgress progress) {
        unfinished = UnfinishedLoad.of(progress, hot.lastRecordedAtMicros());
    }

    /** Nothing more follows, also where the last batch could not say so. What is in the log must be durable. */
    void end() {
        if (unfinished == null) {
            return;
        }
        try {
            end.state(hot.nextPosition());
        } catch (IOException e) {
            throw new AppendRefusedException("the end of the load cannot be stored: " + e.getMessage());
        }
        unfinished = null;
    }

    /** @throws AppendRefusedException if there is a load, beside which nothing else may be appended */
    void refuseOthers() {
        if (session != null) {
            throw new AppendRefusedException("the log is being backfilled: append again when that has ended");
        }
        UnfinishedLoad load = unfinished;
        if (load != null) {
            throw new AppendRefusedException(load.toString());
        }
    }

    /** @throws AppendRefusedException if there is a load whose next event may lie before this time */
    void refuseFloor(long micros) {
        if (micros > hot.lastRecordedAtMicros()) {
            refuseOthers();
        }
    }
}
