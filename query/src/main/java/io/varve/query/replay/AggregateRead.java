package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.ingest.hot.HotCursor;
import io.varve.ingest.index.EventLocation;
import io.varve.ingest.index.FileLocation;
import io.varve.ingest.index.HotLocation;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.store.OpenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Some consecutive events of one aggregate that are read at once: a row range of a run, or some hot positions. */
final class AggregateRead implements Held {

    private static final int HOT_POSITIONS = 256;

    /** What a decoded event takes, roughly: it is known only when it is read. */
    private static final long EVENT_BYTES = 1_024;

    private final ReadBudget budget;
    private final Reading reading;
    private final long firstVersion;
    private final @Nullable CatalogFile file;
    private final long share;
    private final ReadAhead<Rows> read;
    private boolean begun;
    private boolean ended;

    private AggregateRead(
            Reading reading,
            long firstVersion,
            int count,
            @Nullable CatalogFile file,
            Supplier<List<RecordedEvent>> read) {
        this.reading = reading;
        this.budget = reading.budget();
        this.firstVersion = firstVersion;
        this.file = file;
        this.share = count * EVENT_BYTES;
        this.read = new ReadAhead<>(() -> new Rows(reading.tally().during(read)));
    }

    /**
     * The reads of those places that may hold what the plan asks for.
     *
     * @throws UnknownPlaceException if a place is not in the view
     */
    static List<AggregateRead> of(Reading reading, List<EventLocation> locations, Reading.Planned planned) {
        List<AggregateRead> reads = new ArrayList<>();
        for (EventLocation location : locations) {
            if (location instanceof FileLocation rows) {
                CatalogFile file = planned.view().fileAt(rows.runFirstPosition());
                if (file == null) {
                    throw new UnknownPlaceException(
                            "it names a run at position " + rows.runFirstPosition() + " that is in no file");
                }
                if (planned.plan().reads(file)) {
                    reads.add(new AggregateRead(
                            reading, rows.firstVersion(), rows.count(), file, () -> rows(reading, file, rows)));
                }
            } else if (location instanceof HotLocation hot) {
                addHot(reading, hot, planned.plan(), reads);
            }
        }
        return reads;
    }

    private static void addHot(Reading reading, HotLocation hot, ReplayPlan plan, List<AggregateRead> reads) {
        long[] positions = hot.positions();
        int first = 0;
        while (first < positions.length && !plan.readsHot(positions[first])) {
            first++;
        }
        int end = first;
        while (end < positions.length && plan.readsHot(positions[end])) {
            end++;
        }
        for (int begin = first; begin < end; begin += HOT_POSITIONS) {
            long[] part = Arrays.copyOfRange(positions, begin, Math.min(end, begin + HOT_POSITIONS));
            reads.add(new AggregateRead(
                    reading, hot.firstVersion() + begin, part.length, null, () -> positions(reading, part)));
        }
    }

    private static List<RecordedEvent> rows(Reading reading, CatalogFile file, FileLocation rows) {
        try (OpenFile open = reading.sources().files().open(file)) {
            try {
                return open.reader().readRows(rows.runFirstPosition(), rows.firstRow(), rows.count());
            } catch (IOException | RuntimeException e) {
                throw open.failure(e);
            }
        }
    }

    private static List<RecordedEvent> positions(Reading reading, long[] positions) {
        List<RecordedEvent> events = new ArrayList<>(positions.length);
        for (long position : positions) {
            try (HotCursor cursor = reading.sources().hot().read(position, position + 1)) {
                if (!cursor.next() || cursor.position() != position) {
                    throw new IllegalStateException("the hot tier does not hold position " + position);
                }
                events.add(cursor.event());
            }
        }
        return events;
    }

    long firstVersion() {
        return firstVersion;
    }

    /** Where the events lie, null in the hot tier. */
    @Nullable
    CatalogFile file() {
        return file;
    }

    /** Begins to read ahead; false if the budget does not allow it. */
    boolean begin() {
        if (!budget.tryTake(share)) {
            return false;
        }
        begun = true;
        reading.begin(read);
        return true;
    }

    /** The events, read now if nobody has begun. */
    List<RecordedEvent> take() {
        if (!begun) {
            budget.take(share);
            begun = true;
        }
        return read.take().events();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            read.discard();
            if (begun) {
                budget.giveBack(share);
            }
        }
    }

    private record Rows(List<RecordedEvent> events) implements Held {

        @Override
        public void close() {}
    }

    /** The index names a place that the catalog does not know. */
    static final class UnknownPlaceException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownPlaceException(String message) {
            super(message);
        }
    }
}
