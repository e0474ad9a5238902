package io.varve.bench;

import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.Durability;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Micros;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.state.Moment;
import io.varve.query.state.State;
import io.varve.server.archive.ArchiveLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state of an aggregate with a history of 1 M events beside that of one with 1,000, each from a snapshot with 500
 * hot events behind it, and each from the first event on.
 */
final class StateComparison implements SideBySide.Comparison {

    private static final int DAYS = 40;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int BEHIND = 500;
    private static final AggregateId LONG = new AggregateId("long");
    private static final AggregateId SHORT = new AggregateId("short");

    private final Projection<Long> count = new Count();

    @Override
    public void run(Path directory, List<String> arguments) throws Exception {
        int events = arguments.isEmpty() ? 1_000_000 : Integer.parseInt(arguments.get(0));
        long now = Micros.of(Instant.now());
        long first = now - Duration.ofDays(400).toMillis() * 1_000;
        try (WholeArchive archive = new WholeArchive(directory, Durability.PROCESS)) {
            ArchiveLog log = archive.log();
            BankEvents source = new BankEvents(7, 10_000, first);
            try (BackfillSession session = log.appender().backfill("bench")) {
                for (int day = 0; day < DAYS; day++) {
                    long at = first + day * DAY_MICROS;
                    append(session, source, at, LONG, events / DAYS);
                    append(session, source, at, SHORT, 1_000 / DAYS);
                }
            }
            archive.migrate();
            log.states().taker().takeAll(count, done -> {});
            try (BackfillSession session = log.appender().backfill("bench")) {
                append(session, source, now, LONG, BEHIND);
                append(session, source, now, SHORT, BEHIND);
            }
            double ofShort = median(log, SHORT, true, 400);
            double ofLong = median(log, LONG, true, 400);
            SideBySide.row("snapshot, history of 1,000 events", "p50 %.3f ms", ofShort);
            SideBySide.row(
                    String.format("snapshot, history of %,d events", events),
                    "p50 %.3f ms, %.2f x",
                    ofLong,
                    ofLong / ofShort);
            SideBySide.row("no snapshot, 1,000 events", "p50 %.3f ms", median(log, SHORT, false, 100));
            SideBySide.row(
                    String.format("no snapshot, %,d events", events), "p50 %.0f ms", median(log, LONG, false, 3));
        }
    }

    private static void append(BackfillSession session, BankEvents source, long at, AggregateId subject, int count) {
        for (int left = count; left > 0; ) {
            List<Event> batch = new ArrayList<>();
            for (int n = Math.min(left, 1_000); n > 0; n--, left--) {
                Event event = source.at(at);
                batch.add(new Event(
                        event.id(),
                        event.source(),
                        subject,
                        event.type(),
                        event.time(),
                        event.dataContentType(),
                        event.dataSchema(),
                        event.data(),
                        event.extensions()));
            }
            session.append(batch, new byte[] {1});
        }
    }

    private double median(ArchiveLog log, AggregateId subject, boolean withSnapshots, int reads) {
        double[] millis = new double[reads];
        for (int i = -reads; i < reads; i++) {
            long start = System.nanoTime();
            State state = log.states().reader().read(count, subject, Moment.now(), withSnapshots);
            if ((state.explanation().snapshot() != null) != withSnapshots) {
                throw new IllegalStateException("a state of " + subject + " from " + state.explanation());
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis[reads / 2];
    }

    /** Counts. */
    private static final class Count implements Projection<Long> {

        @Override
        public String name() {
            return "count";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long apply(Long state, RecordedEvent event) {
            return state + 1;
        }

        @Override
        public byte[] toJson(Long state) {
            return state.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Long fromJson(byte[] json) {
            return Long.valueOf(new String(json, StandardCharsets.UTF_8));
        }
    }
}
