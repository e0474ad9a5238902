package io.varve.ingest.source;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.text.Quoted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over one source: the batch that is being filled, and the counts. */
final class ImportRun {

    private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);
    private static final byte[] NO_PROGRESS = {};
    private static final int MOST_MESSAGE_CHARS = 500;

    /**
     * A batch that was handed over.
     *
     * @param rows how many rows are dealt with when it is in the log
     * @param bytesRead how far the source had been read for it
     */
    private record UnderWay(ImportBatch batch, long rows, long bytesRead, FutureTask<ImportTarget.Taken> taken) {}

    private final EventSource source;
    private final EventRules rules;
    private final ImportOptions options;
    private final ImportListener listener;
    private final BiFunction<List<Event>, byte[], ImportTarget.Taken> sink;

    private ImportBatch batch = new ImportBatch();
    private @Nullable UnderWay underWay;
    private @Nullable String fingerprint;
    private long rows;
    private long appended;
    private long duplicates;
    private long skipped;
    private long reportedRows;

    ImportRun(
            EventSource source,
            EventRules rules,
            ImportOptions options,
            ImportListener listener,
            BiFunction<List<Event>, byte[], ImportTarget.Taken> sink) {
        this.source = source;
        this.rules = rules;
        this.options = options;
        this.listener = listener;
        this.sink = sink;
    }

    /** Takes all events as they come. */
    ImportResult now() {
        while (advance()) {
            Event event = checked();
            long bytes = ImportBatch.bytes(event);
            if (!batch.fits(bytes, options)) {
                flush(false);
            }
            batch.add(event, bytes, source.row());
            rows++;
        }
        return done();
    }

    /** Takes all events at their own times, those of one time together, behind what an earlier run reached. */
    ImportResult past(byte @Nullable [] storedProgress) {
        resume(storedProgress);
        long batchMicros = 0;
        while (advance()) {
            Event event = checked();
            EventTime time = event.time();
            if (time == null) {
                throw stopped(new InvalidEventException("attribute 'time' is missing, a backfill needs it"));
            }
            long bytes = ImportBatch.bytes(event);
            if ((time.micros() != batchMicros && !options.bulk()) || !batch.fits(bytes, options)) {
                flush(false);
            }
            batchMicros = time.micros();
            batch.add(event, bytes, source.row());
            rows++;
        }
        return done();
    }

    private void resume(byte @Nullable [] storedProgress) {
        BackfillProgress reached;
        try {
            fingerprint = source.fingerprint();
            reached = storedProgress == null ? null : BackfillProgress.decode(storedProgress);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new ImportException(source.name(), 0, words(e), result(), e);
        }
        if (reached == null) {
            return;
        }
        if (!reached.fingerprint().equals(fingerprint)) {
            LOG.info(
                    "{} is not what it was when {} rows of it were taken, it is read from its start",
                    source.name(),
                    reached.rows());
            return;
        }
        while (skipped < reached.rows()) {
            if (!advance()) {
                throw changed("it ends here, an earlier run took " + reached.rows() + " rows from it");
            }
            skipped++;
            rows++;
            report(rows, source.bytesRead());
        }
        if (!hash(source.event()).equals(reached.lastRow())) {
            throw changed("this is not the row that an earlier run took here, so the source does not give the same rows"
                    + " in the same order again");
        }
    }

    /** Goes to the next row; one that is bad ends the run, after all before it was appended. */
    private boolean advance() {
        try {
            return source.next();
        } catch (IOException | InvalidEventException | SqlSourceException e) {
            throw stopped(e);
        }
    }

    private Event checked() {
        Event event = source.event();
        try {
            rules.check(event);
        } catch (InvalidEventException e) {
            throw stopped(e);
        }
        return event;
    }

    private ImportException stopped(Exception problem) {
        long row = source.row();
        flush(false);
        settle();
        return new ImportException(source.where(row), row, words(problem), result(), problem);
    }

    private ImportException changed(String problem) {
        return new ImportException(source.where(), source.row(), problem, result(), new IllegalStateException(problem));
    }

    /** Hands the batch over, behind what is under way. */
    private void flush(boolean last) {
        if (batch.isEmpty()) {
            return;
        }
        settle();
        ImportBatch full = batch;
        batch = new ImportBatch();
        byte[] progress = fingerprint == null
                ? NO_PROGRESS
                : new BackfillProgress(fingerprint, rows, hash(full.last()), last).encode();
        FutureTask<ImportTarget.Taken> task = new FutureTask<>(() -> sink.apply(full.events(), progress));
        underWay = new UnderWay(full, rows, source.bytesRead(), task);
        if (options.bulk()) {
            Thread thread = new Thread(task, "varve-import");
            thread.setDaemon(true);
            thread.start();
        } else {
            task.run();
            settle();
        }
    }

    /** Waits for what is under way, and counts it. */
    private void settle() {
        UnderWay known = underWay;
        if (known == null) {
            return;
        }
        underWay = null;
        try {
            count(known.taken.get());
            report(known.rows, known.bytesRead);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(known.batch, new IllegalStateException("interrupted; what became of these is not known", e));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw refused(known.batch, e.getCause() instanceof Exception problem ? problem : e);
        }
    }

    private ImportException refused(ImportBatch refused, Exception problem) {
        if (problem instanceof PartlyTakenException partly) {
            count(partly.taken());
            long row = refused.row(partly.taken().events());
            return new ImportException(source.where(row), row, words(problem), result(), problem);
        }
        return new ImportException(refused.where(source), refused.row(0), words(problem), result(), problem);
    }

    private void count(ImportTarget.Taken taken) {
        appended += taken.appended();
        duplicates += taken.duplicates();
    }

    private void report(long reached, long bytesRead) {
        if (reached - reportedRows >= options.batchEvents()) {
            reportedRows = reached;
            listener.progress(reached, bytesRead, source.totalBytes(), false);
        }
    }

    private ImportResult done() {
        flush(true);
        settle();
        listener.progress(rows, source.bytesRead(), source.totalBytes(), true);
        return result();
    }

    private ImportResult result() {
        return new ImportResult(appended + duplicates + skipped, appended, duplicates, skipped);
    }

    private static Hash128 hash(Event event) {
        return EventCodec.contentHash(EventCodec.encode(event));
    }

    private static String words(Exception problem) {
        String message = problem.getMessage();
        return Quoted.plain(message == null ? problem.toString() : message, MOST_MESSAGE_CHARS);
    }
}
