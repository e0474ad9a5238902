package io.varve.server.crash;

import io.varve.ingest.append.AppendException;
import io.varve.ingest.append.AppendRequest;
import io.varve.ingest.append.Appended;
import io.varve.ingest.append.BackfillSession;
import io.varve.ingest.append.ExpectedVersion;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.query.replay.EventCursor;
import io.varve.query.replay.ReplayRequest;
import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.migration.Finding;
import io.varve.tiering.migration.MigrationListener;
import io.varve.tiering.migration.PlannedMove;
import io.varve.tiering.migration.VerifyListener;
import io.varve.tiering.migration.Waiting;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * The process that is killed: a mix of all that can be done to a log, driven by a seed, on a clock of its own. It says
 * what it tries before it does, and what it was answered before it goes on.
 */
final class CrashChild {

    private static final int RANDOM_STEPS = 6;
    private static final int BURST = 5;

    private final Session session;
    private final PartitionUnit unit;
    private final ArchiveLog log;
    private final Clock clock;
    private final SplittableRandom random;
    private final PrintStream out;
    private long nextNumber;
    private int requests;

    private CrashChild(Session session, ArchiveLog log, Clock clock, PrintStream out) {
        this.session = session;
        this.unit = session.unit();
        this.log = log;
        this.clock = clock;
        this.random = new SplittableRandom(session.seed());
        this.out = out;
        this.nextNumber = session.nextNumber();
    }

    /** Stands still until it is moved on, and never passes the end of the session. */
    private static final class Clock implements java.time.InstantSource {

        private final Instant end;
        private volatile Instant now;

        Clock(Session session) {
            this.now = session.start();
            this.end = session.start()
                    .plus(SampleEvents.span(session.unit()).multipliedBy(Session.PARTITIONS))
                    .minusMillis(1);
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            Instant then = now.plus(time);
            now = then.isAfter(end) ? end : then;
        }
    }

    public static void main(String[] arguments) throws IOException {
        Session session = Session.parse(arguments);
        Clock clock = new Clock(session);
        try (Archive archive = Session.open(session.directory(), clock, session.unit())) {
            ArchiveLog log = Session.log(archive, session.unit());
            new CrashChild(session, log, clock, System.out).run();
        }
        System.out.println(Said.FINISHED);
    }

    private void run() throws IOException {
        history();
        for (int step = 0; step < RANDOM_STEPS; step++) {
            step();
        }
        everyKindOnce();
    }

    /** Loads history, or goes on where the process before was killed; now and then in several sessions. */
    private void history() {
        while (!isHistoryLoaded()) {
            if (random.nextInt(2) == 0) {
                migrate();
            }
        }
    }

    private boolean isHistoryLoaded() {
        try (BackfillSession backfill = log.appender().backfill(History.SOURCE)) {
            for (int row = History.done(backfill); row < SampleEvents.HISTORY; ) {
                Said.Request request = tries(SampleEvents.historyBatch(row));
                row += request.ids().size();
                acknowledged(request, backfill.append(SampleEvents.events(request.ids(), unit), History.progress(row)));
                if (random.nextInt(6) == 0) {
                    backfill.sync();
                    migrate();
                }
                if (row < SampleEvents.HISTORY && random.nextInt(4) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private void step() throws IOException {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> append(fresh(1));
            case 3 -> append(fresh(2 + random.nextInt(5)));
            case 4 -> appendExpecting();
            case 5 -> append(mixed());
            case 6 -> join(burst());
            case 7 -> refused();
            case 8 -> migrate();
            case 9 -> {
                List<Answered> burst = burst();
                migrate();
                join(burst);
            }
            case 10 -> restore();
            case 11 -> sweep();
            case 12 -> log.appender().flushIndex();
            default -> replay();
        }
    }

    /** What must come once in each session, so that each fault point can be reached in it. */
    private void everyKindOnce() throws IOException {
        append(fresh(3));
        clock.pass(SampleEvents.span(unit));
        append(fresh(1));
        appendExpecting();
        migrate();
        clock.pass(SampleEvents.span(unit).multipliedBy(Session.WARM_PARTITIONS + 1));
        append(mixed());
        migrate();
        restore();
        sweep();
        append(fresh(2));
        clock.pass(SampleEvents.span(unit));
        migrate();
        sweep();
        if (random.nextInt(3) == 0) {
            verify();
        }
        replay();
        append(fresh(2));
        log.appender().flushIndex();
        join(burst());
    }

    private List<String> fresh(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(SampleEvents.id(nextNumber++));
        }
        return ids;
    }

    /** New events among some that were tried in earlier sessions. */
    private List<String> mixed() {
        List<String> ids = fresh(1 + random.nextInt(2));
        for (int i = 0; i < 2 && session.settledTo() > 0; i++) {
            String earlier = SampleEvents.id(random.nextLong(session.settledTo()));
            if (!ids.contains(earlier)) {
                ids.add(random.nextInt(ids.size() + 1), earlier);
            }
        }
        return ids;
    }

    private void append(List<String> ids) {
        append(ids, ExpectedVersion.any());
    }

    private void append(List<String> ids, ExpectedVersion expected) {
        pass();
        Said.Request request = tries(ids);
        acknowledged(request, log.appender().append(new AppendRequest(SampleEvents.events(ids, unit), expected)));
    }

    private void appendExpecting() {
        nextNumber += (SampleEvents.SAME_SUBJECT - nextNumber % SampleEvents.SAME_SUBJECT) % SampleEvents.SAME_SUBJECT;
        long version = log.sources().index().lastVersion(SampleEvents.subject(nextNumber, unit));
        append(
                fresh(1 + random.nextInt(SampleEvents.SAME_SUBJECT)),
                version < 0 ? ExpectedVersion.none() : ExpectedVersion.exactly(version));
    }

    /** Requests whose answers are not waited for. */
    private List<Answered> burst() {
        List<Answered> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            pass();
            Said.Request request = tries(fresh(1 + random.nextInt(3)));
            burst.add(new Answered(
                    request, log.appender().submit(AppendRequest.of(SampleEvents.events(request.ids(), unit)))));
        }
        return burst;
    }

    private record Answered(Said.Request request, CompletableFuture<List<Appended>> answer) {}

    private void join(List<Answered> burst) {
        burst.forEach(each -> acknowledged(each.request, each.answer.join()));
    }

    /** Appends that must change nothing. */
    private void refused() {
        String known = SampleEvents.historyId(0);
        Event other = Event.json(known, "/crash", "account-0", "Deposited", "{\"amount\":-1}");
        refused(AppendRequest.of(List.of(SampleEvents.event("e-" + Long.MAX_VALUE, unit), other)));
        Event unknown = Event.json("x", "/crash", "account-0", "Deposited", "{}");
        refused(new AppendRequest(List.of(unknown), ExpectedVersion.exactly(1_000_000)));
    }

    private void refused(AppendRequest request) {
        try {
            wrong("appended although it must be refused: " + log.appender().append(request));
        } catch (AppendException e) {
            say("refused " + e.getClass().getSimpleName());
        }
    }

    private void migrate() {
        say("migrates");
        List<Waiting> waiting =
                log.migrator().migrate(clock.instant(), new Listener(), true).waiting();
        waiting.stream().filter(move -> move.attempts() > 0).forEach(move -> wrong("waits: " + move));
    }

    private final class Listener implements MigrationListener {

        @Override
        public void started(PlannedMove move, int index, int total) {
            say("begins " + move);
        }

        @Override
        public void done(PlannedMove move) {
            say("moved " + move);
        }
    }

    private void restore() throws IOException {
        List<CatalogFile> cold = log.view().files().stream()
                .filter(file -> file.tier() == Tier.COLD)
                .toList();
        if (!cold.isEmpty()) {
            CatalogFile one = cold.get(random.nextInt(cold.size()));
            say("restores " + one.partition());
            Duration hold = SampleEvents.span(unit).multipliedBy(random.nextInt(2));
            log.migrator().restore(List.of(one.partition()), hold, new Listener());
        }
    }

    private void sweep() throws IOException {
        say("sweeps");
        log.migrator().sweepCold();
    }

    private void verify() {
        say("verifies");
        for (Finding finding :
                log.verifier().verify(null, VerifyListener.SILENT).findings()) {
            wrong("found: " + finding);
        }
    }

    /** One aggregate from all tiers, as far as its versions can be told to be right from here. */
    private void replay() {
        AggregateId subject = SampleEvents.subject(random.nextLong(nextNumber + 1), unit);
        long last = log.sources().index().lastVersion(subject);
        long version = -1;
        try (EventCursor cursor = log.replayer().replay(ReplayRequest.all().withSubject(subject))) {
            while (cursor.next()) {
                version++;
                if (cursor.event().version() != version) {
                    wrong(subject + " has version " + cursor.event().version() + " after " + (version - 1));
                }
            }
        }
        if (version != last) {
            wrong(subject + " ends at version " + version + ", the index says " + last);
        }
    }

    private void pass() {
        clock.pass(SampleEvents.span(unit).multipliedBy(random.nextInt(50)).dividedBy(100));
    }

    private Said.Request tries(List<String> ids) {
        Said.Request request = new Said.Request(requests++, ids);
        say(Said.tries(request));
        return request;
    }

    private void acknowledged(Said.Request request, List<Appended> answer) {
        say(Said.acknowledged(new Said.Answer(request.number(), answer)));
    }

    private void wrong(String what) {
        say(Said.WRONG + what);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
