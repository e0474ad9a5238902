package io.varve.query.state.all;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.hot.HotCursor;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.RowEvents;
import io.varve.tiering.parquet.Run;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.OpenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final AsOf asOf;
    private final KeyRange range;
    private final long end;
    private final Counter counter;
    private final Map<AggregateId, Folded<S>> states = new HashMap<>();
    private long position;
    private int runNumber;
    private int row = -1;
    private boolean done;

    /** @param end the first position that is not to be seen */
    RangeFold(
            LogSources sources,
            SampleStore samples,
            Projection<S> projection,
            AsOf asOf,
            KeyRange range,
            long end,
            Counter counter) {
        this.sources = sources;
        this.samples = samples;
        this.projection = projection;
        this.asOf = asOf;
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
        if (!asOf.reaches(file.minRecordedAtMicros())) {
            done = true;
            return;
        }
        List<RunSamples> known = range.isAll() ? List.of() : samples.of(file);
        try (OpenFile open = sources.files().open(file)) {
            EventFileReader reader = open.reader();
            for (; runNumber < reader.runs(); runNumber++, row = -1) {
                Run run = reader.run(runNumber);
                if (run.endPosition() > position && asOf.reaches(run.minRecordedAtMicros())) {
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
                AggregateId aggregate = rows.aggregate(i);
                current = range.isAll() || range.holds(aggregate.utf8()) ? stateOf(aggregate) : null;
            }
            if (current != null && rows.position(i) >= position && rows.position(i) < end) {
                current.add(rows.event(i), projection, asOf);
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
                if (!asOf.reaches(cursor.recordedAtMicros())) {
                    done = true;
                    return;
                }
                if (range.isAll() || range.holds(EventCodec.subject(cursor.content()))) {
                    var event = cursor.event();
                    stateOf(event.event().subject()).add(event, projection, asOf);
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

    private Folded<S> stateOf(AggregateId aggregate) {
        return states.computeIfAbsent(aggregate, unused -> new Folded<>());
    }

    private List<AggregateState> results() {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Keyed<S>(byte[] key, AggregateId subject, Folded<S> folded) {}
        List<Keyed<S>> sorted = new ArrayList<>(states.size());
        states.forEach((subject, folded) -> sorted.add(new Keyed<>(subject.utf8(), subject, folded)));
        states.clear();
        sorted.sort((one, other) -> Arrays.compareUnsigned(one.key(), other.key()));
        List<AggregateState> results = new ArrayList<>(sorted.size());
        for (Keyed<S> each : sorted) {
            S state = each.folded().state();
            if (state != null) {
                results.add(new AggregateState(
                        each.subject(), each.folded().version(), each.folded().position(), projection.toJson(state)));
            }
        }
        return results;
    }
}
