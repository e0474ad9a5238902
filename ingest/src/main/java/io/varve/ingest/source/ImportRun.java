package io.varve.ingest.source;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.event.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over one source: the batch that is being filled, and the counts. */
final class ImportRun {

    private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);
    private static final byte[] NO_PROGRESS = {};
    private static final int MOST_MESSAGE_CHARS = 500;

    private final EventSource source;
    private final EventRules rules;
    private final ImportOptions options;
    private final ImportListener listener;
    private final BiFunction<List<Event>, byte[], ImportTarget.Taken> sink;

    private List<Event> batch = new ArrayList<>();
    private long batchBytes;
    private String batchWhere = "";
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
            long bytes = bytes(event);
            if (!fits(bytes)) {
                flush(false);
            }
            add(event, bytes);
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
            long bytes = bytes(event);
            if (time.micros() != batchMicros || !fits(bytes)) {
                flush(false);
            }
            batchMicros = time.micros();
            add(event, bytes);
        }
        return done();
    }

    private void resume(byte @Nullable [] storedProgress) {
        BackfillProgress reached;
        try {
            fingerprint = source.fingerprint();
            reached = storedProgress == null ? null : BackfillProgress.decode(storedProgress);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new ImportException(source.name(), words(e), result(), e);
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
            report();
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
        String where = source.where();
        flush(false);
        return new ImportException(where, words(problem), result(), problem);
    }

    private ImportException changed(String problem) {
        return new ImportException(source.where(), problem, result(), new IllegalStateException(problem));
    }

    private boolean fits(long bytes) {
        return batch.size() < options.batchEvents() && batchBytes + bytes <= Importer.MAX_BATCH_BYTES;
    }

    private void add(Event event, long bytes) {
        if (batch.isEmpty()) {
            batchWhere = source.where();
        }
        batch.add(event);
        batchBytes += bytes;
        rows++;
    }

    private void flush(boolean last) {
        if (batch.isEmpty()) {
            return;
        }
        List<Event> events = batch;
        batch = new ArrayList<>();
        batchBytes = 0;
        Event newest = events.get(events.size() - 1);
        byte[] progress = fingerprint == null
                ? NO_PROGRESS
                : new BackfillProgress(fingerprint, rows, hash(newest), last).encode();
        ImportTarget.Taken taken;
        try {
            taken = sink.apply(events, progress);
        } catch (RuntimeException e) {
            rows -= events.size();
            throw new ImportException(batchWhere + more(events.size() - 1), words(e), result(), e);
        }
        appended += taken.appended();
        duplicates += taken.duplicates();
        report();
    }

    private static String more(int events) {
        return switch (events) {
            case 0 -> "";
            case 1 -> " and the event after it";
            default -> " and the " + events + " events after it";
        };
    }

    private void report() {
        if (rows - reportedRows >= options.batchEvents()) {
            reportedRows = rows;
            listener.progress(rows, source.bytesRead(), source.totalBytes(), false);
        }
    }

    private ImportResult done() {
        flush(true);
        listener.progress(rows, source.bytesRead(), source.totalBytes(), true);
        return result();
    }

    private ImportResult result() {
        return new ImportResult(appended + duplicates + skipped, appended, duplicates, skipped);
    }

    private static Hash128 hash(Event event) {
        return EventCodec.contentHash(EventCodec.encode(event));
    }

    /** The bytes of the event's texts and data; its encoded form is a little larger. */
    private static long bytes(Event event) {
        Payload data = event.data();
        long bytes = Utf8.length(event.id())
                + Utf8.length(event.source())
                + Utf8.length(event.subject().value())
                + Utf8.length(event.type())
                + length(event.dataContentType())
                + length(event.dataSchema())
                + (data == null ? 0 : data.length());
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            bytes += Utf8.length(extension.getKey()) + Utf8.length(extension.getValue());
        }
        return bytes;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : Utf8.length(text);
    }

    private static String words(Exception problem) {
        String message = problem.getMessage();
        return Quoted.plain(message == null ? problem.toString() : message, MOST_MESSAGE_CHARS);
    }
}
