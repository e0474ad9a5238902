package io.varve.server.http.append;

import io.varve.ingest.append.AppendException;
import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.AppendSequence;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.IdConflictException;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.InvalidEventException;
import io.varve.ingest.source.EventLines;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.http.problem.ProblemException;
import io.varve.server.http.problem.Problems;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores a stream of events batch by batch, while the next batches are read and wait to be stored. What is stored is
 * always the front of the stream: an event that cannot be taken ends it there, and none behind it gets in.
 */
final class BulkAppend {

    private static final int BATCH_BYTES = 256 << 10;
    private static final int BATCH_EVENTS = 1_024;
    private static final long MOST_BYTES_UNDER_WAY = 2L << 20;

    /** Others who fill the queue slow this stream down; only one that stands still ends it. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private record Line(Event event, long number) {}

    private record Batch(List<Line> lines, long bytes, CompletableFuture<List<Appended>> answer) {}

    private final ArchiveLog log;
    private final EventLines lines;
    private final AppendSequence sequence = new AppendSequence();
    private final Deque<Batch> underWay = new ArrayDeque<>();
    private long bytesUnderWay;
    private List<Line> batch = new ArrayList<>();
    private long batchBytes;
    private BulkTally tally = BulkTally.NONE;

    BulkAppend(ArchiveLog log, EventLines lines) {
        this.log = log;
        this.lines = lines;
    }

    /**
     * Stores all of it.
     *
     * @throws ProblemException if it ends before the stream does; it tells how far it came
     */
    BulkTally run() {
        Exception failure = readAll();
        handOver();
        while (!underWay.isEmpty()) {
            settleOldest();
        }
        if (failure != null) {
            throw ended(failure, lines.line() + (failure instanceof InvalidEventException ? 0 : 1));
        }
        return tally;
    }

    /** Reads to the end, or to where it cannot go on: the whole lines in front of that are stored all the same. */
    private @Nullable Exception readAll() {
        while (true) {
            try {
                if (!lines.next()) {
                    return null;
                }
                log.rules().check(lines.event());
            } catch (InvalidEventException | IOException | ProblemException e) {
                return e;
            }
            batch.add(new Line(lines.event(), lines.line()));
            batchBytes += lines.bytes();
            if (batchBytes >= BATCH_BYTES || batch.size() == BATCH_EVENTS) {
                handOver();
            }
        }
    }

    private void handOver() {
        if (batch.isEmpty()) {
            return;
        }
        Batch next = new Batch(batch, batchBytes, submitted(batch));
        underWay.add(next);
        bytesUnderWay += next.bytes;
        batch = new ArrayList<>();
        batchBytes = 0;
        while (bytesUnderWay > MOST_BYTES_UNDER_WAY
                || (next.answer.isCompletedExceptionally() && !underWay.isEmpty())) {
            settleOldest();
        }
    }

    private CompletableFuture<List<Appended>> submitted(List<Line> some) {
        AppendRequest request = AppendRequest.of(some.stream().map(Line::event).toList());
        try {
            return log.appender().submit(request, sequence, PATIENCE);
        } catch (AppendException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void settleOldest() {
        Batch oldest = underWay.remove();
        bytesUnderWay -= oldest.bytes;
        try {
            Answer.of(oldest.answer).forEach(this::count);
        } catch (IdConflictException e) {
            // the batches behind it are refused for it, so these are still the next
            oldest.lines.forEach(this::storeAlone);
        } catch (AppendException | ProblemException e) {
            throw ended(e, oldest.lines.get(0).number);
        }
    }

    private void storeAlone(Line line) {
        try {
            Answer.of(log.appender().submit(AppendRequest.of(List.of(line.event)), new AppendSequence(), PATIENCE))
                    .forEach(this::count);
        } catch (AppendException | ProblemException e) {
            throw ended(e, line.number);
        }
    }

    private void count(Appended appended) {
        tally = tally.with(appended);
    }

    private ProblemException ended(Throwable cause, long line) {
        return tally.tell(Problems.of(cause), line).exception();
    }
}
