package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.parquet.Run;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment that lies in a file: a run in memory at a time, and the next one, or what follows the segment, read
 * ahead meanwhile.
 */
final class FileSegmentReader implements SegmentReader {

    private final Reading reading;
    private final long to;
    private final long sinceMicros;
    private final long untilMicros;
    private final Supplier<@Nullable ReadAhead<LoadedRun>> following;
    private LoadedRun run;
    private @Nullable ReadAhead<LoadedRun> ahead;
    private boolean aheadIsFollowing;
    private @Nullable RecordedEvent event;
    private int row;
    private int endRow;

    /**
     * @param first the run that the segment begins with
     * @param following begins to read what follows the segment; null if nothing does or the budget is used up
     */
    FileSegmentReader(
            Reading reading,
            ReplaySegment segment,
            ReplayRequest request,
            LoadedRun first,
            Supplier<@Nullable ReadAhead<LoadedRun>> following) {
        this.reading = reading;
        this.to = segment.to();
        this.sinceMicros = request.recordedSince();
        this.untilMicros = request.recordedUntil();
        this.following = following;
        this.run = first;
        enter(segment.from());
    }

    private void enter(long from) {
        Run entered = run.run();
        row = (int) Math.max(0, from - entered.firstPosition()) - 1;
        endRow = (int) Math.min(entered.events(), to - entered.firstPosition());
        Run next = run.next();
        if (next == null || next.firstPosition() >= to) {
            ahead = following.get();
            aheadIsFollowing = true;
        } else if (next.minRecordedAtMicros() < untilMicros || untilMicros == Long.MAX_VALUE) {
            ahead = LoadedRun.ahead(reading, run.file(), next.firstPosition(), sinceMicros);
        }
    }

    @Override
    public boolean next() {
        row++;
        while (row >= endRow) {
            Run next = run.next();
            if (next == null || next.firstPosition() >= to) {
                return false;
            }
            goTo(next);
            row++;
        }
        event = run.events().event(row);
        return true;
    }

    private void goTo(Run next) {
        ReadAhead<LoadedRun> waiting = ahead;
        ahead = null;
        CatalogFile file = run.file();
        run.close();
        run = waiting == null
                ? LoadedRun.needed(reading, file, next.firstPosition(), sinceMicros)
                        .take()
                : waiting.take();
        enter(next.firstPosition());
    }

    @Override
    public long position() {
        return current().position();
    }

    @Override
    public long recordedAtMicros() {
        return current().recordedAtMicros();
    }

    @Override
    public RecordedEvent event() {
        return current();
    }

    private RecordedEvent current() {
        return Objects.requireNonNull(event);
    }

    /** Hands over what was read ahead of the segment that follows, null if nothing was. */
    @Nullable
    ReadAhead<LoadedRun> takeFollowing() {
        if (!aheadIsFollowing) {
            return null;
        }
        ReadAhead<LoadedRun> taken = ahead;
        ahead = null;
        return taken;
    }

    @Override
    public void close() {
        run.close();
        ReadAhead<LoadedRun> waiting = ahead;
        ahead = null;
        if (waiting != null) {
            waiting.discard();
        }
    }
}
