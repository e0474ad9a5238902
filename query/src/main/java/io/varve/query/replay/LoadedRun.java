package io.varve.query.replay;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.Run;
import io.varve.tiering.parquet.RunEvents;
import io.varve.tiering.store.OpenFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A run in memory, with its file held open. */
final class LoadedRun implements Held {

    /** Decoded events take about this many times the bytes of their contents. */
    private static final long DECODED = 3;

    private static final long COMPRESSED = 6;
    private static final long MAX_RUN_BYTES = 128L << 20;

    private final ReadBudget budget;
    private final long share;
    private final OpenFile file;
    private final int index;
    private final Run run;
    private final RunEvents events;
    private boolean closed;

    private LoadedRun(ReadBudget budget, long share, OpenFile file, int index, Run run, RunEvents events) {
        this.budget = budget;
        this.share = share;
        this.file = file;
        this.index = index;
        this.run = run;
        this.events = events;
    }

    /** The read of the file's first run that ends behind the position and the log time, within the budget or not. */
    static ReadAhead<LoadedRun> needed(Reading reading, CatalogFile file, long position, long sinceMicros) {
        long share = estimate(file);
        return new ReadAhead<>(() -> {
            reading.budget().take(share);
            return reading.tally().during(() -> load(reading, share, file, position, sinceMicros));
        });
    }

    /** The same read ahead of its need, handed to the pool; null if the budget does not allow it. */
    static @Nullable ReadAhead<LoadedRun> ahead(Reading reading, CatalogFile file, long position, long sinceMicros) {
        long share = estimate(file);
        if (!reading.budget().tryTake(share)) {
            return null;
        }
        return reading.begin(new ReadAhead<>(
                () -> reading.tally().during(() -> load(reading, share, file, position, sinceMicros)),
                () -> reading.budget().giveBack(share)));
    }

    private static LoadedRun load(Reading reading, long taken, CatalogFile file, long position, long sinceMicros) {
        OpenFile open = null;
        try {
            open = reading.sources().files().open(file);
            EventFileReader reader = open.reader();
            int index = indexOf(reader, position, sinceMicros);
            Run run = reader.run(index);
            long share = run.rawBytes() * DECODED;
            reading.budget().take(share - taken);
            LoadedRun loaded = null;
            try {
                loaded = new LoadedRun(reading.budget(), share, open, index, run, reader.readRun(index));
                return loaded;
            } finally {
                if (loaded == null) {
                    reading.budget().giveBack(share - taken);
                }
            }
        } catch (IOException | RuntimeException e) {
            reading.budget().giveBack(taken);
            if (open == null) {
                throw reading.sources().files().failure(file, e);
            }
            open.close();
            throw open.failure(e);
        }
    }

    private static int indexOf(EventFileReader reader, long position, long sinceMicros) {
        int low = 0;
        int high = reader.runs() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Run run = reader.run(middle);
            if (run.endPosition() <= position || run.maxRecordedAtMicros() < sinceMicros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long estimate(CatalogFile file) {
        return Math.min(MAX_RUN_BYTES, file.bytes() * COMPRESSED) * DECODED;
    }

    CatalogFile file() {
        return file.file();
    }

    Run run() {
        return run;
    }

    RunEvents events() {
        return events;
    }

    /** The run after this one in the same file, null if this is the last. */
    @Nullable
    Run next() {
        EventFileReader reader = file.reader();
        return index + 1 < reader.runs() ? reader.run(index + 1) : null;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            budget.giveBack(share);
            file.close();
        }
    }
}
