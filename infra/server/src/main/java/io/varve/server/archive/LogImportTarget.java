package io.varve.server.archive;

import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.event.Event;
import io.varve.ingest.source.ImportTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets imports feed a log. */
final class LogImportTarget implements ImportTarget {

    private final EventAppender appender;

    LogImportTarget(EventAppender appender) {
        this.appender = appender;
    }

    @Override
    public Taken append(List<Event> events) {
        return taken(appender.append(AppendRequest.of(events)));
    }

    @Override
    public Backfill backfill(String source) {
        BackfillSession session = appender.backfill(source);
        return new Backfill() {
            @Override
            public byte @Nullable [] progress() {
                return session.progress();
            }

            @Override
            public Taken append(List<Event> sameTime, byte[] progress) {
                return taken(session.append(sameTime, progress));
            }

            @Override
            public void complete() {
                session.complete();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    private static Taken taken(List<Appended> answers) {
        int duplicates = (int) answers.stream().filter(Appended::duplicate).count();
        return new Taken(answers.size() - duplicates, duplicates);
    }
}
