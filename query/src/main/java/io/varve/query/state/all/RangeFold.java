package io.varve.query.state.all;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.hot.HotCursor;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.query.state.Moment;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.RowEvents;
import io.varve.tiering.parquet.Run;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Folds the aggregates of a range, place by place in the order of positions: so each aggregate gets its events in the
 * order of their versions, and what is kept is states, not events. At each place the newest view says where it is read
 * from; one that cannot be read is tried again where a newer view puts it.
 */
final class RangeFold<S> implements Callable<List<AggregateState>> {

    /** So often in a row a place may move under the reader. */
    private static final int MAX_MOVES = 8;

    private static final int ROWS_AT_ONCE = 1 << 16;
    private static final int EVENTS_BETWEEN_CHECKS = 1 << 10;

    private final LogSources sources;
    private final SampleStore samples;
    private final Projection<S> projection;
    private final Moment moment;
    private final KeyRange range;
    private final long end;
    private final Counter counter;
    private final FoldedTable<S> states = new FoldedTable<>();
    private long position;
    private int runNumber;
    private int row = -1;
    private boolean done;

    /** @param end the first position that is not to be seen */
    RangeFold(
            LogSources sources,
            SampleStore samples,
            Projection<S> projection,
            Moment moment,
            KeyRange range,
            long end,
            Counter counter) {
        this.sources = sources;
        this.samples = samples;
        this.projection = projection;
        this.moment = moment;
        this.range = range;
        this.end = end;
        this.counter = counter;
    }

    @Override
    public List<AggregateState> call() {
        int moves = 0;
        while (position < end && !done) {
            CatalogFile file = place();
            long before = position;
            int rowBefore = row;
            try {
                if (file == null) {
                    readHot();
                } else {
                    readFile(file);
                }
            } catch (ProjectionException | CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                moves = position == before && row == rowBefore ? moves + 1 : 1;
                if (samePlace(file, place()) || moves > MAX_MOVES) {
                    throw e;
                }
            }
        }
        return results();
    }

    private @Nullable CatalogFile place() {
        return sources.catalog().get().fileAt(position);
    }

    private static boolean samePlace(@Nullable CatalogFile one, @Nullable CatalogFile other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.location().equals(other.location());
    }

    private void readFile(CatalogFile file) {
        if (!moment.reaches(file.minRecordedAtMicros())) {
            done = true;
            return;
        }
        List<RunSamples> known = range.isAll() ? List.of() : samples.of(file);
        try (OpenFile open = sources.files().open(file)) {
            EventFileReader reader = open.reader();
            for (; runNumber < reader.runs(); runNumber++, row = -1) {
                Run run = reader.run(runNumber);
                if (run.endPosition() > position && moment.reaches(run.minRecordedAtMicros())) {
                    readRun(open, run, range.isAll() ? null : known.get(runNumber));
                }
            }
        }
        runNumber = 0;
        position = file.endPosition();
    }

    private void readRun(OpenFile open, Run run, @Nullable RunSamples sampled) {
        if (row < 0) {
            row = sampled == null ? 0 : sampled.firstRow(range);
        }
        int endRow = sampled == null ? run.events() : sampled.endRow(range);
        while (row < endRow) {
            counter.check();
            int count = Math.min(ROWS_AT_ONCE, endRow - row);
            RowEvents rows;
            try {
                rows = open.reader().rows(runNumber, row, count);
            } catch (IOException | RuntimeException e) {
                throw open.failure(e);
            }
            fold(rows);
            row += count;
        }
    }

    private void fold(RowEvents rows) {
        Folded<S> current = null;
        long folded = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.beginsAggregate(i)) {
                current = rows.aggregate(i, this::find);
            }
            if (current != null && rows.position(i) >= position && rows.position(i) < end) {
                current.add(rows.event(i), projection, moment);
                folded++;
            }
        }
        counter.add(folded);
    }

    private void readHot() {
        try (HotCursor cursor = sources.hot().read(position, end)) {
            while (cursor.next()) {
                if (cursor.position() != position) {
                    throw new IllegalStateException("log '" + sources.log() + "': the hot tier holds position "
                            + cursor.position() + " where " + position + " must be");
                }
                if (position % EVENTS_BETWEEN_CHECKS == 0) {
                    counter.check();
                }
                if (!moment.reaches(cursor.recordedAtMicros())) {
                    done = true;
                    return;
                }
                byte[] subject = EventCodec.subject(cursor.content());
                Folded<S> folded = find(subject, 0, subject.length);
                if (folded != null) {
                    folded.add(cursor.event(), projection, moment);
                    counter.add(1);
                }
                position++;
            }
        }
        if (position < end) {
            throw new IllegalStateException(
                    "log '" + sources.log() + "': the hot tier ends at position " + position + ", must hold " + end);
        }
    }

    /** The aggregate with this id, null if it is not one of the range. */
    private @Nullable Folded<S> find(byte[] array, int offset, int length) {
        return range.isAll() || range.holds(array, offset, length) ? states.of(array, offset, length) : null;
    }

    private List<AggregateState> results() {
        List<Folded<S>> sorted = states.takeSorted();
        List<AggregateState> results = new ArrayList<>(sorted.size());
        for (Folded<S> each : sorted) {
            S state = each.state();
            if (state != null) {
                AggregateId subject = new AggregateId(new String(each.key(), StandardCharsets.UTF_8));
                results.add(new AggregateState(subject, each.version(), each.position(), projection.toJson(state)));
            }
        }
        return results;
    }
}
