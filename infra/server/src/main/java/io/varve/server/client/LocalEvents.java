package io.varve.server.client;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.append.UnfinishedLoad;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.source.ImportOptions;
import io.varve.ingest.source.ImportTarget;
import io.varve.query.follow.FollowCursor;
import io.varve.query.follow.FollowCursor.Step;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayException;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.events.EventForm;
import io.varve.server.events.EventPrinter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of an open log. */
record LocalEvents(ArchiveLog log) implements EventClient {

    private static final Duration QUIET = Duration.ofMinutes(1);

    @Override
    public Appended append(Event event, ExpectedVersion expected) {
        return log.appender()
                .append(new AppendRequest(List.of(event), expected))
                .get(0);
    }

    @Override
    public EventRules rules() {
        return log.rules();
    }

    @Override
    public ImportTarget importTarget() {
        return log.importTarget();
    }

    @Override
    public ImportOptions importOptions(boolean backfill) {
        return backfill ? ImportOptions.past() : ImportOptions.now();
    }

    @Override
    public Path temporaryDirectory() {
        return log.temporaryDirectory();
    }

    @Override
    public @Nullable UnfinishedLoad abandonLoad() {
        return log.appender().abandonLoad();
    }

    @Override
    public long head() {
        return log.head();
    }

    @Override
    public void replay(ReplayRequest request, EventForm form, long limit, PrintStream out) throws IOException {
        try (EventPrinter output = form.printer(out);
                EventCursor events = log.replayer().replay(request)) {
            try {
                for (long left = limit; left > 0 && !isReaderGone(left, out) && events.next(); left--) {
                    output.print(events.event());
                }
            } catch (ReplayException e) {
                // it names the position behind the last event that was delivered
                output.flush();
                throw e;
            }
            output.finish();
        }
    }

    @Override
    public void follow(ReplayRequest request, EventForm form, long limit, PrintStream out, Stopping stopping)
            throws IOException, InterruptedException {
        stopping.wakes(log.feed().head()::wake);
        try (EventPrinter output = form.printer(out);
                FollowCursor events = log.feed().follow(request, stopping::isTold)) {
            try {
                Duration patience = Duration.ZERO;
                for (long left = limit; left > 0 && !isReaderGone(left, out); ) {
                    Step step = events.next(patience);
                    if (step == Step.END) {
                        break;
                    }
                    if (step == Step.EVENT) {
                        output.print(events.event());
                        patience = Duration.ZERO;
                        left--;
                    } else {
                        output.flush();
                        patience = QUIET;
                        if (out.checkError()) {
                            break; // it would wait for events that nobody reads, and hold the directory
                        }
                    }
                }
            } finally {
                output.flush();
            }
        }
    }

    /** Whether who reads our output has had enough, as head(1) does. Looked at now and then: it costs a flush. */
    private static boolean isReaderGone(long left, PrintStream out) {
        return (left & 0xFFFF) == 0 && out.checkError();
    }
}
